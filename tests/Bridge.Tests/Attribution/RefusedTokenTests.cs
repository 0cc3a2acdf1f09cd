using System.Text.Json.Nodes;
using Bridge.Ops;
using Bridge.Support;
using Bridge.Telemetry;
using Bridge.Watching;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Attribution;

/// <summary>A token that Meta refuses: whoever looks after Bridge is told, with the cure, until it is good again.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres", Category = Needs.Server)]
internal sealed class RefusedTokenTests(string provider) : NamesFixture(provider)
{
    [TestCase(190, "set a new Attribution:AccessToken")]
    [TestCase(102, "set a new Attribution:AccessToken")]
    [TestCase(200, "ads_read of the ad account")]
    public async Task The_overview_says_it_with_the_cure_once_until_Meta_tells_names_again(int code, string cure)
    {
        var time = new JumpingTime();
        Graph.Error = code;
        await using var bridge = await StartBridgeAsync(adjust: builder => builder.Services.AddSingleton<TimeProvider>(time));

        await ClickAsync(bridge, "4711");
        await Eventually.HoldsAsync(async () => (await FindingsAsync(bridge)).Count > 0, "the overview says so");
        var page = await PageAsync(bridge);
        time.Jump(TimeSpan.FromSeconds(61));
        await ClickAsync(bridge, "4712");
        var refused = await FindingsAsync(bridge);
        Graph.Error = null;
        time.Jump(TimeSpan.FromSeconds(61));
        await ClickAsync(bridge, "4713");
        await Eventually.HoldsAsync(async () => (await FindingsAsync(bridge)).Count == 0, "it is over");

        Assert.That(refused, Has.Count.EqualTo(1).And.One.Contains($"(error {code})").And.One.Contains(cure));
        Assert.That(page, Does.Contain("Ads have no names").And.Contain($"(error {code})"));
        Assert.That(await PageAsync(bridge), Does.Not.Contain("Ads have no names"));
    }

    [Test]
    public async Task An_ad_of_somebody_elses_is_no_matter_for_a_token_that_reads_others()
    {
        Graph.ForeignAd = "4712";
        await using var bridge = await StartBridgeAsync();

        await ClickAsync(bridge, "4711");
        await ClickAsync(bridge, "4712");

        Assert.That(await FindingsAsync(bridge), Is.Empty);
    }

    /// <summary>The next one may have another token, or none.</summary>
    [Test]
    public async Task What_was_said_of_a_token_does_not_outlive_the_process_that_has_it()
    {
        Graph.Error = 190;
        await using (var bridge = await StartBridgeAsync())
        {
            await ClickAsync(bridge, "4711");
            await Eventually.HoldsAsync(async () => (await FindingsAsync(bridge)).Count > 0, "the overview says so");
            await bridge.StopAsync();
        }

        await using var next = await StartBridgeAsync(token: null);

        await Eventually.HoldsAsync(async () => (await FindingsAsync(next)).Count == 0, "it is no longer said");
    }

    [Test]
    public async Task The_check_finds_a_token_that_may_do_other_things_only()
    {
        await using var bridge = await StartBridgeAsync();
        var check = bridge.Services.GetServices<SelfCheck>().Single(one => one.Part == "names of ads");

        var good = await check.RunAsync(CancellationToken.None);
        Graph.Permissions = ["ads_management"];
        var better = await check.RunAsync(CancellationToken.None);
        Graph.Permissions = ["whatsapp_business_management"];
        var bad = await check.RunAsync(CancellationToken.None);

        Assert.That((good.Fix, better.Fix), Is.EqualTo(((string?)null, (string?)null)));
        Assert.That((bad.IsWarning, bad.Fix), Is.EqualTo((true, AdProblems.NoAdsRead)));
        Assert.That(bad.Fix, Does.Contain("ads_read").And.Contain("Attribution:AccessToken").And.Not.Contain(Token));
    }

    /// <summary>What the overview says of the token; what it says of a clock that jumped is no matter here.</summary>
    private static async Task<IReadOnlyList<string>> FindingsAsync(BridgeHost bridge) =>
        [
            .. from finding in JsonNode.Parse(await OverviewAsync(bridge))!["findings"]!.AsArray()
            where (string?)finding!["kind"] == FindingKind.AdsRefused
            select (string)finding["sentence"]!,
        ];

    private static async Task<string> PageAsync(BridgeHost bridge)
    {
        using var visitor = new Visitor(bridge.Address);
        await visitor.SignInAsync(ViewerKey.Text);
        return (await visitor.GetAsync("/ops")).Text;
    }

    private static async Task<string> OverviewAsync(BridgeHost bridge)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/overview");
        request.Headers.Authorization = new("Bearer", ViewerKey.Text);
        using var answer = await bridge.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }
}
