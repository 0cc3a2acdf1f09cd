using System.Text.Json.Nodes;
using Bridge.Simulation.Graph;
using Bridge.Simulation.Samples;
using Bridge.Support;

namespace Bridge.Attribution;

/// <summary>Names of ads, through the whole: webhook in, collector out, Meta beside it.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres", Category = Needs.Server)]
internal sealed class AdNamesTests(string provider)
{
    private const string Token = "token-for-ads";

    private StoreLocation _store = null!;
    private SampleAds _meta = null!;
    private ScriptedCollector _collector = null!;

    [SetUp]
    public async Task Start()
    {
        _store = await StoreLocation.CreateAsync(provider);
        _meta = new SampleAds(Token);
        await _meta.StartAsync(CancellationToken.None);
        _collector = await ScriptedCollector.StartAsync();
    }

    [TearDown]
    public async Task Stop()
    {
        await _collector.DisposeAsync();
        await _meta.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Test]
    public async Task Events_of_an_ad_carry_its_names_and_Meta_is_asked_once()
    {
        await using var bridge = await StartBridgeAsync();

        var referral = await ReferralAsync(bridge);

        Assert.That(Property(referral, "campaignName"), Is.EqualTo(SampleAds.CampaignOf(Property(referral, "adId")!)));
        Assert.That(Property(referral, "adName"), Is.Not.Null);
        Assert.That(Property(referral, "adsetName"), Is.Not.Null);
        Assert.That(_meta.Asked, Is.EqualTo(1));
    }

    [Test]
    public async Task Names_that_the_store_has_are_not_asked_for_again_by_another_process()
    {
        await using (var first = await StartBridgeAsync())
        {
            await ReferralAsync(first);
            await Eventually.HoldsAsync(async () => await _store.CountAsync("ads") == 1, "the names are kept");
            await first.StopAsync();
        }

        await _meta.DisposeAsync();
        await using var second = await StartBridgeAsync();
        var referral = await ReferralAsync(second, "wamid.second");

        Assert.That(Property(referral, "campaignName"), Is.Not.Null);
    }

    [TestCase(4)]
    [TestCase(17)]
    [TestCase(80004)]
    [TestCase(100)]
    [TestCase(190)]
    [TestCase(200)]
    public async Task Events_go_without_names_when_Meta_refuses(int code)
    {
        _meta.Error = code;
        await using var bridge = await StartBridgeAsync();

        var referral = await ReferralAsync(bridge);

        Assert.That(Property(referral, "adId"), Is.Not.Null);
        Assert.That(Property(referral, "campaignName"), Is.Null);
        Assert.That(bridge.Logs.Count(line => line.Contains($"(error {code})", StringComparison.Ordinal)), Is.EqualTo(code == 100 ? 0 : 1));
    }

    [Test]
    public async Task Events_go_without_names_when_Meta_hangs()
    {
        _meta.Hangs = true;
        await using var bridge = await StartBridgeAsync();

        Assert.That(Property(await ReferralAsync(bridge), "campaignName"), Is.Null);
    }

    [Test]
    public async Task Events_go_without_names_when_Meta_talks_nonsense()
    {
        _meta.IsGarbled = true;
        await using var bridge = await StartBridgeAsync();

        Assert.That(Property(await ReferralAsync(bridge), "campaignName"), Is.Null);
    }

    [Test]
    public async Task Events_go_without_names_when_nobody_listens_where_Meta_should_be()
    {
        await _meta.DisposeAsync();
        await using var bridge = await StartBridgeAsync();

        Assert.That(Property(await ReferralAsync(bridge), "campaignName"), Is.Null);
    }

    private static string? Property(JsonNode sent, string name) => (string?)sent["properties"]![name];

    private Task<BridgeHost> StartBridgeAsync() =>
        BridgeHost.StartAsync(
            new Dictionary<string, string?>
            {
                ["Store:ConnectionString"] = _store.Address,
                ["Collector:Url"] = _collector.Url.ToString(),
                ["Attribution:GraphUrl"] = _meta.Url,
                ["Attribution:AccessToken"] = Token,
            }
        );

    /// <summary>Somebody clicks the ad and writes; what the collector is told of the click.</summary>
    private async Task<JsonNode> ReferralAsync(BridgeHost bridge, string? id = null)
    {
        var body = SampleWebhooks.TextOf("text-from-ad");
        var message = (string)JsonNode.Parse(body)!["entry"]![0]!["changes"]![0]!["value"]!["messages"]![0]!["id"]!;
        var known = _collector.TakenPayloads.Count;
        using var answer = await bridge.SendAsync(
            SignedRequest.Create(id is null ? body : body.Replace(message, id, StringComparison.Ordinal))
        );
        await Eventually.HoldsAsync(() => Referrals().Any(one => Property(one, "messageId") == (id ?? message)), "the click is delivered");
        Assert.That(_collector.TakenPayloads, Has.Count.GreaterThan(known));
        return Referrals().First(one => Property(one, "messageId") == (id ?? message));
    }

    private IEnumerable<JsonNode> Referrals() =>
        _collector.TakenPayloads.Values.Select(text => JsonNode.Parse(text)!).Where(one => (string?)one["event"] == "referral.received");
}
