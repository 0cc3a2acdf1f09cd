using Bridge.Commands;
using Bridge.Delivery;
using Bridge.Simulation.Graph;
using Bridge.Support;
using Bridge.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Conversions;

/// <summary>What <c>check</c> says of the Conversions API.</summary>
internal sealed class ConversionsProbeTests
{
    private const string Token = "token-for-conversions";

    [Test]
    public async Task Check_tells_Meta_nothing_and_says_whether_it_would_listen()
    {
        await using var meta = new SampleAds(Token);
        await meta.StartAsync(CancellationToken.None);
        await using var bridge = await StartBridgeAsync(meta.Url);

        var well = await CheckAsync(bridge);
        meta.Conversions.Authorization = "Bearer another";
        var refused = await CheckAsync(bridge);
        meta.Conversions.Status = 503;
        meta.Conversions.Authorization = $"Bearer {Token}";
        var busy = await CheckAsync(bridge);

        Assert.That(well, Is.EqualTo(new SelfCheckResult("Meta answers, and the token may write to the dataset")));
        Assert.That(refused.IsOk, Is.False);
        Assert.That(refused.Finding, Does.Contain("error 190"));
        Assert.That(refused.Fix, Does.Contain("Attribution:ConversionsToken").And.Contain("whatsapp_business_manage_events"));
        Assert.That((busy.IsOk, busy.IsWarning), Is.EqualTo((true, true)));
        Assert.That(meta.Conversions.Taken, Is.Empty);
    }

    [Test]
    public async Task Check_says_when_nobody_answers_for_Meta()
    {
        await using var bridge = await StartBridgeAsync("http://127.0.0.1:9");

        var away = await CheckAsync(bridge);

        Assert.That(away.Finding, Does.Contain("cannot be reached"));
        Assert.That(away.Fix, Does.Contain("Attribution:GraphUrl"));
    }

    [TestCase(422, """{"detail":"no such route"}""")]
    [TestCase(400, """{"error":{"code":2500,"message":"Unknown path components"}}""")]
    [TestCase(413, "")]
    public void What_Meta_does_not_say_of_an_empty_post_is_not_well(int status, string text)
    {
        var judged = ConversionsProbe.Judge(new CollectorAnswer(status, Text: text), new Uri("https://graph.example.com"));

        Assert.That(judged.IsOk, Is.False);
    }

    [TestCase(200, "<html>welcome</html>")]
    [TestCase(200, "{}")]
    [TestCase(404, "")]
    public void What_is_not_Meta_is_told_as_such_and_no_token_is_blamed(int status, string text)
    {
        var judged = ConversionsProbe.Judge(new CollectorAnswer(status, Text: text), new Uri("https://graph.example.com"));

        Assert.That(judged.Finding, Does.Contain("not as Meta does").And.Contain("graph.example.com"));
        Assert.That(judged.Fix, Does.Contain("Attribution:GraphUrl").And.Not.Contain("token"));
    }

    private static Task<SelfCheckResult> CheckAsync(BridgeHost bridge) =>
        ConversionsProbe
            .ChecksFor(bridge.Services.GetRequiredService<Destinations>(), bridge.Services.GetRequiredService<IConversionsApi>())
            .Single()
            .RunAsync(CancellationToken.None);

    private static Task<BridgeHost> StartBridgeAsync(string meta) =>
        BridgeHost.StartAsync(
            new Dictionary<string, string?>
            {
                ["Events:Forward"] = "all",
                ["Attribution:GraphUrl"] = meta,
                ["Attribution:Conversions"] = "order.placed=Purchase",
                ["Attribution:ConversionsDataset"] = "4711",
                ["Attribution:ConversionsToken"] = Token,
            }
        );
}
