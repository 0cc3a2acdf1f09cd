using Bridge.Support;

namespace Bridge.Intake;

/// <summary>Conversations that end by silence where receivers and forwarders are different processes.</summary>
internal sealed class BrokerSilenceTests : BrokerIntakeFixture
{
    private const string Ended = "chat.resolved";

    private static readonly (string, string?)[] Brief =
    [
        ("Conversations:ResolveAfter", "1s"),
        ("Broker:ProgressSeconds", "1"),
        ("Events:Forward", $"message.received, {Ended}"),
    ];

    [Test]
    public async Task A_conversation_ends_once_receivers_have_told_that_nothing_older_is_to_come()
    {
        await using var forwarder = await StartForwarderAsync(null, Brief);
        await Rig.PublishAsync(Batch(1));
        await DeliveredAsync(1, 1);
        Assert.That(await Store.ReadHeartbeatsAsync(CancellationToken.None), Has.Property("Rows").Count.LessThan(2), "nobody receives");
        Assert.That(Collector.Taken, Has.Count.EqualTo(1));

        await using var receiver = await Rig.StartReceiverAsync(("Broker:ProgressSeconds", "1"));

        await Eventually.HoldsAsync(
            () => Task.FromResult(Collector.Taken.Count == 2),
            "the conversation is over",
            TimeSpan.FromSeconds(60)
        );
    }

    [Test]
    public async Task Whoever_stops_says_goodbye()
    {
        await using var forwarder = await StartForwarderAsync(null, Brief);
        await using (await Rig.StartReceiverAsync(("Broker:ProgressSeconds", "1")))
        {
            await Eventually.HoldsAsync(() => SaidAsync(isLeaving: false), "the receiver is heard");
        }

        await Eventually.HoldsAsync(() => SaidAsync(isLeaving: true), "it says goodbye");
        await EmptyAsync(forwarder);
    }

    private async Task<bool> SaidAsync(bool isLeaving) =>
        (await Store.ReadHeartbeatsAsync(CancellationToken.None)).Rows.Any(row =>
            row.Role == Storage.HeartbeatRole.Receive && row.IsLeaving == isLeaving
        );
}
