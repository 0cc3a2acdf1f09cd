using Bridge.Simulation.Graph;
using Bridge.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Attribution;

/// <summary>What Meta says of its allowance, long before it refuses.</summary>
[TestFixture("sqlite")]
internal sealed class MetaUsageTests(string provider) : NamesFixture(provider)
{
    private const string Regain = """{"1":[{"type":"ads_management","call_count":97,"estimated_time_to_regain_access":7}]}""";
    private const string AlmostFull = """{"1":[{"type":"ads_management","call_count":97,"estimated_time_to_regain_access":0}]}""";
    private const string Roomy = """{"1":[{"type":"ads_management","call_count":60,"total_cputime":25,"total_time":30}]}""";
    private const string Throttled = """{"app_id_util_pct":10.5,"acc_id_util_pct":98.2,"ads_api_access_tier":"standard_access"}""";

    [TestCase(Regain, null, 7)]
    [TestCase(AlmostFull, null, 1)]
    [TestCase(null, Throttled, 1)]
    [TestCase(Roomy, Throttled, 1)]
    public async Task Nothing_is_asked_until_the_time_that_Meta_names_when_its_allowance_is_nearly_used_up(
        string? usage,
        string? throttle,
        int minutes
    )
    {
        var time = new JumpingTime();
        (Graph.Usage, Graph.Throttle) = (usage, throttle);
        await using var bridge = await StartBridgeAsync(adjust: builder => builder.Services.AddSingleton<TimeProvider>(time));

        var first = await ClickAsync(bridge, "4711");
        (Graph.Usage, Graph.Throttle) = (null, null);
        var paused = await ClickAsync(bridge, "4712");
        time.Jump(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(40));
        var stillPaused = await ClickAsync(bridge, "4713");
        var askedMeanwhile = Graph.Asked;
        time.Jump(TimeSpan.FromSeconds(41));
        var later = await ClickAsync(bridge, "4714");

        Assert.That((first, paused, stillPaused), Is.EqualTo((SampleAds.NameOf("4711"), (string?)null, (string?)null)));
        Assert.That((askedMeanwhile, later), Is.EqualTo((1, SampleAds.NameOf("4714"))));
    }

    [Test]
    public async Task While_there_is_room_every_ad_is_asked_for()
    {
        Graph.Usage = Roomy;
        await using var bridge = await StartBridgeAsync();

        var names = (await ClickAsync(bridge, "4711"), await ClickAsync(bridge, "4712"));

        Assert.That(names, Is.EqualTo((SampleAds.NameOf("4711"), SampleAds.NameOf("4712"))));
    }
}
