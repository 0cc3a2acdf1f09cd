using Bridge.Storage;
using Bridge.Storage.Administration;
using Bridge.Support;
using Bridge.Telemetry;
using Microsoft.Extensions.DependencyInjection;

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

    [Test]
    public async Task A_forwarder_that_was_killed_is_said_goodbye_for_by_the_one_in_its_place()
    {
        var killed = $"{Environment.MachineName}:{int.MaxValue}:{Guid.NewGuid():N}";
        var then = TimeProvider.System.GetUtcNow().AddMinutes(-2);
        await using var forwarder = await StartForwarderAsync(null, Brief);
        await Store.BeatAsync([new Heartbeat(HeartbeatRole.Forward, killed, then) { At = then }], CancellationToken.None);

        await using var receiver = await Rig.StartReceiverAsync(("Broker:ProgressSeconds", "1"));

        await Eventually.HoldsAsync(
            async () => (await Store.ReadHeartbeatsAsync(CancellationToken.None)).Rows.Any(row => row.Instance == killed && row.IsLeaving),
            "nobody waits for it",
            TimeSpan.FromSeconds(30)
        );
    }

    [Test]
    public async Task That_an_old_secret_still_signs_is_heard_where_receivers_have_no_store()
    {
        await using var forwarder = await StartForwarderAsync();
        await using var receiver = await Rig.StartReceiverAsync(
            ("Broker:ProgressSeconds", "1"),
            ("Meta:AppSecrets:0", "the-new-secret-of-the-tests"),
            ("Meta:AppSecrets:1", SignedRequest.Secret)
        );

        await receiver.PostAsync(new TextWebhook(1));

        var database = forwarder.Services.GetRequiredService<AdminDatabase>();
        await Eventually.HoldsAsync(
            async () =>
                (
                    await database.ReadAsync(
                        connection => RhythmTable.ReadAsync(connection, TimeProvider.System.GetUtcNow()),
                        CancellationToken.None
                    )
                ).Any(row => row.Kind.StartsWith(HourlyTally.OtherSecret, StringComparison.Ordinal) && row.Count == 1),
            "the forwarder has written down who signed",
            TimeSpan.FromSeconds(30)
        );
    }

    private async Task<bool> SaidAsync(bool isLeaving) =>
        (await Store.ReadHeartbeatsAsync(CancellationToken.None)).Rows.Any(row =>
            row.Role == HeartbeatRole.Receive && row.IsLeaving == isLeaving
        );
}
