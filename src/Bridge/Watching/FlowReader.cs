using Bridge.Intake;
using Bridge.Messaging.Broker;
using Bridge.Storage;
using Bridge.Storage.Administration;
using Bridge.Storage.Sqlite;
using Microsoft.Extensions.Options;

namespace Bridge.Watching;

/// <summary>Looks at everything from which it is told whether the flow is well.</summary>
internal sealed class FlowReader(
    AdminDatabase database,
    FlowSampler sampler,
    AnswerWatch answers,
    RhythmWatch rhythm,
    IOptions<WatchingOptions> limits,
    IOptions<StoreOptions> store,
    TimeProvider time,
    SpoolTable? spool = null,
    SqliteDatabase? file = null,
    IntakeState? intake = null,
    BrokerQueues? queues = null
)
{
    /// <summary>A receiver that ended without a word is missed for so long.</summary>
    private static readonly TimeSpan MissedFor = TimeSpan.FromHours(1);

    /// <summary>What is wrong, the worst first; also when the store does not answer.</summary>
    public async Task<IReadOnlyList<Finding>> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            return Find(await ReadAsync(cancellationToken));
        }
        catch (StorageException problem)
        {
            return [FlowRules.StoreDown(problem.Message)];
        }
    }

    public IReadOnlyList<Finding> Find(FlowState state) => FlowRules.Find(state, limits.Value);

    /// <exception cref="StorageException">The store does not answer.</exception>
    public async Task<FlowState> ReadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (gates, forwarders, receivers, adsRefused) = await database.ReadAsync(
            async connection =>
                (
                    await GateTable.ReadAsync(connection, now),
                    await GateTable.ReadForwardersAsync(connection),
                    await ReadReceiversAsync(connection, now),
                    await AdsRefusedTable.FindAsync(connection)
                ),
            cancellationToken
        );
        var (stuck, problem) = await ReadQueuesAsync(cancellationToken);
        return new FlowState(now, gates, [.. forwarders.Select(Forwarder.Of)], sampler.Last)
        {
            Receivers = receivers,
            DeadGrowth = sampler.DeadGrowth,
            Intake = intake?.Standstill,
            BrokerProblem = problem,
            StuckQueue = stuck,
            Spool = spool is null ? null : (spool.Bytes, spool.Limit),
            Disk = file?.Room.FreeBytes is { } free ? (free, store.Value.KeepFreeBytes) : null,
            Answers = answers.Share,
            SilentNumbers = Rhythm.FindSilent(rhythm.Rows, now),
            AdsRefused = adsRefused,
            OldSecrets = limits.Value.OldSecretAfter is { Ticks: > 0 } after ? Rhythm.FindOldSecrets(rhythm.Rows, now, after) : [],
        };
    }

    private static async Task<List<Receiver>> ReadReceiversAsync(AdminConnection connection, DateTimeOffset now) =>
        (
            await connection.QueryAsync<(string Instance, long At)>(
                "SELECT instance, at FROM heartbeats WHERE role = @role AND at >= @since AND NOT is_leaving ORDER BY instance",
                new { role = HeartbeatRole.Receive, since = (now - MissedFor).ToUnixTimeMilliseconds() }
            )
        ).ConvertAll(row => new Receiver(row.Instance, DateTimeOffset.FromUnixTimeMilliseconds(row.At)));

    private async Task<((string, long)? Stuck, string? Problem)> ReadQueuesAsync(CancellationToken cancellationToken)
    {
        if (queues is null)
        {
            return (null, null);
        }

        try
        {
            var depth = await queues.ReadOwnAsync(cancellationToken);
            return (depth.IsStuck ? (depth.Name, depth.Count) : null, null);
        }
        catch (BrokerUnknownException unknown)
        {
            return (null, unknown.Message);
        }
    }
}
