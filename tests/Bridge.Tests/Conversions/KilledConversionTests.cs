using Bridge.Simulation.Graph;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Conversions;

/// <summary>A process that is killed while it tells Meta.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
[Category(Needs.Patience)]
internal sealed class KilledConversionTests(string provider) : KilledFixture(provider)
{
    private const string Token = "token-for-conversions";

    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    [Test]
    [CancelAfter(Hanging.AfterMilliseconds)]
    public async Task What_was_on_its_way_to_Meta_when_Bridge_was_killed_is_told_again_under_the_same_id(
        CancellationToken cancellationToken
    )
    {
        await using var meta = new SampleAds(Token) { Conversions = { IsSilent = true } };
        await meta.StartAsync(cancellationToken);
        await using var bridge = NewBridge(
            ("Attribution__GraphUrl", meta.Url),
            ("Attribution__Conversions", "order.placed=Purchase"),
            ("Attribution__ConversionsDataset", "4711"),
            ("Attribution__ConversionsToken", Token)
        );
        using var client = new HttpClient { BaseAddress = bridge.Address };
        var person = new AdConversation("254700000001", Now.AddHours(-2));

        await bridge.StartAsync(cancellationToken);
        await AdConversation.SendAsync(client, person.Clicks(), person.Orders(Now.AddHours(-1)));
        await Eventually.HoldsAsync(() => meta.Conversions.Taken.Count == 1, "Meta has taken it, without a word");
        await bridge.KillAsync(cancellationToken);
        meta.Conversions.IsSilent = false;
        await bridge.StartAsync(cancellationToken);
        await Eventually.HoldsAsync(() => meta.Conversions.Taken.Count == 2, "Meta is told again");

        Assert.That(meta.Conversions.Taken.Select(told => (string?)told["event_id"]).Distinct().Count(), Is.EqualTo(1));
        Assert.That(await bridge.StopAsync(cancellationToken), Is.Zero);
        Assert.That(meta.Conversions.Taken, Has.Count.EqualTo(2), "and then no more");
    }
}
