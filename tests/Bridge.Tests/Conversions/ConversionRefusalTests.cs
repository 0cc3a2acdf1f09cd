using Bridge.DeadLetters;
using Bridge.DeadLetters.Replays;
using Bridge.Delivery;
using Bridge.Simulation.Graph;
using Bridge.Storage;
using Bridge.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Conversions;

/// <summary>What becomes of conversions when Meta refuses, throttles or is away, through the whole.</summary>
[TestFixture("sqlite", Category = Needs.Patience)]
[TestFixture("postgres", Category = Needs.Server)]
internal sealed class ConversionRefusalTests(string provider) : ConversionFixture(provider)
{
    private static readonly AdConversation One = new("254700000001", Now.AddHours(-2));
    private static readonly AdConversation Other = new("254700000002", Now.AddHours(-2));

    private SampleConversions Meta => Graph.Conversions;

    [Test]
    public async Task A_conversion_that_Meta_refuses_dies_alone_with_Metas_words_and_is_told_by_a_replay()
    {
        Meta.UnknownClick = One.Click;
        await using var bridge = await StartBridgeAsync(new() { ["Delivery:TimeoutSeconds"] = "2" });
        await AdConversation.SendAsync(bridge, One.Clicks(), Other.Clicks(), One.Orders(Now), Other.Orders(Now));
        await Eventually.HoldsAsync(async () => await Store.CountAsync("dead_letters") == 1, "one is dead");
        await ToldAsync(1);

        var admin = bridge.Services.GetRequiredService<IDeadLetterAdmin>();
        var dead = (await admin.ListAsync(new DeadLetterFilter(), null, 10, null, CancellationToken.None)).Items.Single();
        Meta.UnknownClick = null;
        var plan = await admin.PlanAsync(new DeadLetterFilter { Ids = [dead.Id] }, CancellationToken.None);
        await admin.StartAsync(
            new ReplayOrder(plan.Snapshot, plan.Filter, null, "Meta knows the click now"),
            new Actor("ada"),
            CancellationToken.None
        );
        await ToldAsync(2);

        Assert.That((dead.Reason, dead.Status, dead.Destination), Is.EqualTo((DeadReason.Refused, 400, ConversionCopy.Destination)));
        Assert.That(await Store.QueryAsync("SELECT answer FROM dead_letters"), Does.Contain("2804066"));
        Assert.That(Clicks(), Is.EquivalentTo(new[] { One.Click, Other.Click }));
    }

    [Test]
    public async Task A_token_that_has_expired_pauses_what_Meta_is_told_and_noCollector()
    {
        Meta.Authorization = "Bearer another";
        await using var bridge = await StartBridgeAsync(new() { ["Delivery:TimeoutSeconds"] = "2" });
        await AdConversation.SendAsync(bridge, One.Clicks(), One.Orders(Now));
        var status = bridge.Services.GetRequiredService<DeliveryStatus>();
        await Eventually.HoldsAsync(() => status.Find(ConversionCopy.Destination)?.State == GateState.Paused, "it is paused");

        var (reason, collector) = (status.Find(ConversionCopy.Destination)!.Reason, status.Find(Destinations.Default)!.State);
        Meta.Authorization = $"Bearer {Token}";
        await Eventually.HoldsAsync(
            () =>
            {
                status.TryNow(ConversionCopy.Destination); // again, for the answer to one with the old token may still be on its way
                return Graph.Conversions.Taken.Count >= 1;
            },
            "Meta is told"
        );

        Assert.That((reason, collector), Is.EqualTo(("error 190", GateState.Open)));
        await Eventually.HoldsAsync(
            () => bridge.Logs.Any(line => line.Contains("(error 190): check Attribution:ConversionsToken", StringComparison.Ordinal)),
            "it is said that Meta's Conversions API does not accept Bridge"
        );
        Assert.That(await Store.CountAsync("dead_letters"), Is.Zero);
    }

    [TestCase(4, null, null)]
    [TestCase(80004, null, null)]
    [TestCase(null, 503, null)]
    [TestCase(null, 429, null)]
    [TestCase(null, 502, """{"error":{"message":"upstream connect error"}}""")]
    [TestCase(null, 500, """{"error":{"code":-1}}""")]
    public async Task While_Meta_throttles_or_is_away_conversions_wait(int? error, int? status, string? body)
    {
        (Meta.Error, Meta.Status, Meta.Body) = (error, status, body);
        await using var bridge = await StartBridgeAsync(new() { ["Delivery:TimeoutSeconds"] = "2" });
        await AdConversation.SendAsync(bridge, One.Clicks(), One.Orders(Now));
        await Eventually.HoldsAsync(() => Meta.Posts > 0, "Meta is asked in vain");

        (Meta.Error, Meta.Status) = (null, null);
        await ToldAsync(1);
        await AllIsDeliveredAsync();

        Assert.That(Clicks(), Is.EqualTo(new[] { One.Click }));
        Assert.That(await Store.CountAsync("dead_letters"), Is.Zero);
    }

    [Test]
    public async Task What_Meta_leaves_out_without_a_word_is_found_and_put_aside()
    {
        Meta.OverlookedClick = One.Click;
        await using var bridge = await StartBridgeAsync(new() { ["Delivery:TimeoutSeconds"] = "2" });
        await AdConversation.SendAsync(bridge, One.Clicks(), Other.Clicks(), One.Orders(Now), Other.Orders(Now));
        await ToldAsync(1);
        await Eventually.HoldsAsync(async () => await Store.CountAsync("dead_letters") == 1, "the other one is put aside");

        Assert.That(Clicks().Distinct(), Is.EqualTo(new[] { Other.Click }));
        Assert.That(await Store.QueryAsync("SELECT answer FROM dead_letters"), Does.Contain("\"events_received\":0"));
        Assert.That(await Store.CountAsync("events"), Is.Zero);
    }

    [Test]
    public async Task A_refusal_in_many_words_is_read_to_its_end()
    {
        (Meta.Status, Meta.Body) = (400, $$$"""{"error":{"message":"{{{new string('x', 20_000)}}}","code":100}}""");
        await using var bridge = await StartBridgeAsync(new() { ["Delivery:TimeoutSeconds"] = "2" });
        await AdConversation.SendAsync(bridge, One.Clicks(), One.Orders(Now));

        await Eventually.HoldsAsync(async () => await Store.CountAsync("dead_letters") == 1, "it is put aside");

        Assert.That(await Store.QueryAsync("SELECT length(answer) FROM dead_letters"), Is.EqualTo("8192"));
    }

    /// <summary>Nobody can know whether it was taken: it is told again, under the id by which Meta counts it once.</summary>
    [Test]
    public async Task What_Meta_took_without_a_word_is_told_again_under_the_same_id()
    {
        Meta.IsSilent = true;
        await using (var first = await StartBridgeAsync(new() { ["Delivery:TimeoutSeconds"] = "2" }))
        {
            await AdConversation.SendAsync(first, One.Clicks(), One.Orders(Now));
            await ToldAsync(1);
        }

        Meta.IsSilent = false;
        await using var second = await StartBridgeAsync(new() { ["Delivery:TimeoutSeconds"] = "2" });
        await ToldAsync(2);
        await AllIsDeliveredAsync();

        Assert.That(Meta.Taken.Select(told => (string?)told["event_id"]).Distinct().Count(), Is.EqualTo(1));
    }
}
