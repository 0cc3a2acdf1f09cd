using Bridge.DeadLetters;
using Bridge.Simulation.Graph;
using Bridge.Simulation.Samples;
using Bridge.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Attribution;

/// <summary>Names of ads, through the whole: webhook in, collector out, Meta beside it.</summary>
[TestFixture("sqlite", Category = Needs.Patience)]
[TestFixture("postgres", Category = Needs.Server)]
internal sealed class AdNamesTests(string provider) : NamesFixture(provider)
{
    [Test]
    public async Task Events_of_an_ad_carry_its_names_and_Meta_is_asked_once()
    {
        await using var bridge = await StartBridgeAsync();

        var referral = await ReferralAsync(bridge);

        Assert.That(Property(referral, "campaignName"), Is.EqualTo(SampleAds.CampaignOf(Property(referral, "adId")!)));
        Assert.That(Property(referral, "adName"), Is.Not.Null);
        Assert.That(Property(referral, "adsetName"), Is.Not.Null);
        Assert.That(Graph.Asked, Is.EqualTo(1));
    }

    /// <summary>Whoever reads what came of an ad need not look the click up.</summary>
    [Test]
    public async Task What_came_of_an_ad_carries_the_names_where_it_says_what_brought_the_person()
    {
        await using var bridge = await StartBridgeAsync();
        var ad = Property(await ReferralAsync(bridge), "adId")!;

        await Eventually.HoldsAsync(() => Told().Any(one => (string?)one["event"] == "message.received"), "the message is delivered");
        var touch = Told().Single(one => (string?)one["event"] == "message.received")["properties"]!["lastTouch"]!;

        Assert.That((string?)touch["campaignName"], Is.EqualTo(SampleAds.CampaignOf(ad)));
        Assert.That((string?)touch["adName"], Is.EqualTo(SampleAds.NameOf(ad)));
    }

    [Test]
    public async Task Names_that_theStore_has_are_not_asked_for_again_by_another_process()
    {
        await using (var first = await StartBridgeAsync())
        {
            await ReferralAsync(first);
            await AreKeptAsync();
            await first.StopAsync();
        }

        await Graph.DisposeAsync();
        await using var second = await StartBridgeAsync();
        var referral = await ReferralAsync(
            second,
            SampleWebhooks.TextOf("text-from-ad").Replace("wamid.", "wamid.second", StringComparison.Ordinal)
        );

        Assert.That(Property(referral, "campaignName"), Is.Not.Null);
    }

    [Test]
    public async Task The_table_of_ads_names_them_and_without_a_token_says_how_to_get_names()
    {
        var body = new SampleWebhooks(new Random(1), TimeProvider.System).Make("text-from-ad");
        await using (var nameless = await StartBridgeAsync(token: null))
        {
            await ReferralAsync(nameless, body);
            Assert.That(await AdsAsync(nameless), Does.Contain("Attribution:AccessToken").And.Not.Contain("ad set"));
            await nameless.StopAsync();
        }

        await using var bridge = await StartBridgeAsync();
        var ad = Property(
            await ReferralAsync(bridge, new SampleWebhooks(new Random(2), TimeProvider.System).Make("text-from-ad")),
            "adId"
        )!;
        await Eventually.HoldsAsync(async () => (await AdsAsync(bridge)).Contains(SampleAds.CampaignOf(ad)), "the ad is named");

        Assert.That(
            (await AdsAsync(bridge)).Split('\n'),
            Has.One.Matches($@"^{ad} +{SampleAds.NameOf(ad)} +{SampleAds.CampaignOf(ad)}, Nairobi +{SampleAds.CampaignOf(ad)} +2 ")
                .And.None.Contains("Attribution:AccessToken")
        );
    }

    [TestCase(4)]
    [TestCase(17)]
    [TestCase(80004)]
    [TestCase(100)]
    [TestCase(190)]
    [TestCase(200)]
    public async Task Events_go_without_names_when_Meta_refuses(int code)
    {
        Graph.Error = code;
        await using var bridge = await StartBridgeAsync();

        var referral = await ReferralAsync(bridge);

        Assert.That(Property(referral, "adId"), Is.Not.Null);
        Assert.That(Property(referral, "campaignName"), Is.Null);
        Assert.That(bridge.Logs.Count(line => line.Contains($"(error {code})", StringComparison.Ordinal)), Is.EqualTo(code == 100 ? 0 : 1));
    }

    [Test]
    public async Task Names_that_Meta_knows_no_more_stay()
    {
        string ad;
        var body = new SampleWebhooks(new Random(1), TimeProvider.System).Make("text-from-ad");
        await using (var bridge = await StartBridgeAsync())
        {
            ad = Property(await ReferralAsync(bridge, body), "adId")!;
            await AreKeptAsync();
        }

        await Store.ExecuteAsync("UPDATE ads SET known_until = known_until - 90000000");
        Graph.Error = 100;

        await using var later = await StartBridgeAsync();
        await ReferralAsync(later, body.Replace("wamid.", "wamid.later", StringComparison.Ordinal));
        await Eventually.HoldsAsync(() => Graph.Asked == 2, "Meta is asked again");

        await Eventually.HoldsAsync(async () => (await AdsAsync(later)).Contains(SampleAds.CampaignOf(ad)), "the table has its name");
    }

    [Test]
    public async Task An_ad_that_the_token_may_not_read_takes_the_names_from_no_other()
    {
        var ofNobody = new SampleWebhooks(new Random(1), TimeProvider.System).Make("text-from-ad");
        await using var bridge = await StartBridgeAsync();
        Graph.ForeignAd = (string)Message(ofNobody)["referral"]!["source_id"]!;

        var foreign = await ReferralAsync(bridge, ofNobody);
        var own = await ReferralAsync(bridge, ofNobody.Replace(Graph.ForeignAd, "4711").Replace("wamid.", "wamid.own"));

        Assert.That(Property(foreign, "adName"), Is.Null);
        Assert.That(Property(own, "adName"), Is.EqualTo(SampleAds.NameOf("4711")));
        Assert.That(bridge.Logs.Count(line => line.Contains("(error 200)", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public async Task A_name_that_is_no_text_is_taken_as_text()
    {
        Graph.RawName = """half \ud800 \u0000 end""";
        await using var bridge = await StartBridgeAsync();

        Assert.That(Property(await ReferralAsync(bridge), "adName"), Does.StartWith("half \ufffd").And.EndsWith("end"));
    }

    [Test]
    public async Task So_many_questions_are_before_Meta_at_once_and_no_more()
    {
        var meta = new CountingMeta();
        await using var bridge = await StartBridgeAsync(adjust: builder => builder.Services.AddSingleton<IMarketingApi>(meta));
        var directory = bridge.Services.GetRequiredService<AdDirectory>();

        var answers = Task.WhenAll(Enumerable.Range(1, 50).Select(ad => directory.AskAsync($"{ad}")));
        await Eventually.HoldsAsync(() => meta.Open == 16, "the first are asked for");
        meta.Answer();
        await answers;

        Assert.That((meta.Most, meta.Asked), Is.EqualTo((16, 50)));
    }

    [Test]
    public async Task Who_is_erased_while_their_events_wait_for_names_is_not_posted()
    {
        Graph.Hangs = true;
        await using var bridge = await StartBridgeAsync();
        var body = new SampleWebhooks(new Random(1), TimeProvider.System).Make("text-from-ad");
        var person = (string)Message(body)["from"]!;
        using (await bridge.SendAsync(SignedRequest.Create(body)))
        {
            await Eventually.HoldsAsync(() => Graph.Asked == 1, "they wait");
        }

        await bridge.Services.GetRequiredService<IDeadLetterAdmin>().EraseAsync(person, null, new Actor("ada"), CancellationToken.None);
        await ReferralAsync(bridge, body.Replace(person, "254700000009").Replace("wamid.", "wamid.later"));

        await Eventually.HoldsAsync(async () => await Store.CountAsync("events") == 0, "nothing is left");
        Assert.That(Collector.TakenPayloads.Values, Has.None.Contain(person));
    }

    [Test]
    public async Task Events_go_without_names_when_Meta_hangs()
    {
        Graph.Hangs = true;
        await using var bridge = await StartBridgeAsync();

        Assert.That(Property(await ReferralAsync(bridge), "campaignName"), Is.Null);
    }

    [Test]
    public async Task Events_go_without_names_when_Meta_talks_nonsense()
    {
        Graph.IsGarbled = true;
        await using var bridge = await StartBridgeAsync();

        Assert.That(Property(await ReferralAsync(bridge), "campaignName"), Is.Null);
    }

    [Test]
    public async Task Events_go_without_names_when_nobody_listens_where_Meta_should_be()
    {
        await Graph.DisposeAsync();
        await using var bridge = await StartBridgeAsync();

        Assert.That(Property(await ReferralAsync(bridge), "campaignName"), Is.Null);
    }

    /// <summary>Counts the questions that are open, and answers when told to.</summary>
    private sealed class CountingMeta : IMarketingApi
    {
        private readonly TaskCompletionSource _answer = new();
        private int _open;
        private int _asked;

        public int Open => Volatile.Read(ref _open);

        public int Asked => Volatile.Read(ref _asked);

        public int Most { get; private set; }

        public void Answer() => _answer.SetResult();

        public async Task<AdAnswer> FindAsync(string ad, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            lock (_answer)
            {
                Most = Math.Max(Most, ++_open);
            }

            await _answer.Task.WaitAsync(cancellationToken);
            Interlocked.Decrement(ref _open);
            return new AdAnswer(AdOutcome.Unknown);
        }

        public Task<bool?> MayReadAdsAsync(CancellationToken cancellationToken) => Task.FromResult<bool?>(null);
    }
}
