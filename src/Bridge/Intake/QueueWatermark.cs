using Bridge.Conversations;
using Bridge.Messaging.Broker;
using Bridge.Storage;
using Bridge.Telemetry;
using Microsoft.Extensions.Options;

namespace Bridge.Intake;

/// <summary>
/// Up to when everything is taken in that came, or comes, over the broker: tells the others what this forwarder holds, and hears what they
/// and the receivers tell. For one caller.
/// </summary>
internal sealed class QueueWatermark(
    IIntakeStore store,
    IncomingMessages incoming,
    IntakeState state,
    IOptions<ConversationOptions> options,
    SteadyClock clock,
    TimeProvider time
) : IHostedService
{
    private readonly string _instance = FallenForwarders.NameSelf();
    private long? _consumesSince;

    /// <returns>Null while it cannot be told.</returns>
    public async Task<DateTimeOffset?> FindAsync(CancellationToken cancellationToken)
    {
        var heartbeats = await store.ReadHeartbeatsAsync(cancellationToken);
        var mine = Own(heartbeats.Now);
        await store.BeatAsync([mine, .. FallenForwarders.SayGoodbye(heartbeats, _instance)], cancellationToken);
        if (!state.IsConsuming || !incoming.IsConsuming)
        {
            _consumesSince = null;
            return null;
        }

        _consumesSince ??= time.GetTimestamp();
        var others = heartbeats.Rows.Where(row => row.Instance != _instance);
        var me = new HeartbeatRow(mine.Role, mine.Instance, heartbeats.Now, mine.ClearUntil, null, null, false);
        return Watermark.Of(
            heartbeats with
            {
                Rows = [.. others, me],
            },
            options.Value.ReceiverGoneAfter,
            time.GetElapsedTime(_consumesSince.Value)
        );
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>This forwarder has ended: what it gave back is soon with others.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            var goodbye = new Heartbeat(HeartbeatRole.Forward, _instance, clock.Earlier - Watermark.OnTheWay, IsLeaving: true);
            await store.BeatAsync([goodbye], cancellationToken);
        }
        catch (StorageException)
        {
            // Then the others wait for it as for one that was killed.
        }
    }

    /// <param name="at">Before it is looked what is held, so that whatever was handed out until then is among it.</param>
    private Heartbeat Own(DateTimeOffset at)
    {
        var now = clock.Earlier - Watermark.OnTheWay;
        return new Heartbeat(HeartbeatRole.Forward, _instance, incoming.OldestHeld is { } oldest && oldest < now ? oldest : now)
        {
            At = at,
        };
    }
}
