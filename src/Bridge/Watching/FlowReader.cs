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
    IOptions<WatchingOptions> limits,
    IOptions<StoreOptions> store,
    TimeProvider time,
    SpoolTable? spool = null,
    SqliteDatabase? file = null,
    IntakeState? intake = null,
    BrokerQueues? queues = null
)
{
    /// <summary>What is wrong, the worst first.</summary>
    public async Task<IReadOnlyList<Finding>> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            return FlowRules.Find(await ReadAsync(cancellationToken), limits.Value);
        }
        catch (StorageException problem)
        {
            return [FlowRules.StoreDown(problem.Message)];
        }
    }

    private async Task<FlowState> ReadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (gates, isForwarded) = await database.ReadAsync(
            async connection => (await GateTable.ReadAsync(connection, now), await GateTable.IsAnyAliveAsync(connection, now)),
            cancellationToken
        );
        var (stuck, problem) = await ReadQueuesAsync(cancellationToken);
        return new FlowState(now, gates, isForwarded, sampler.Last)
        {
            DeadGrowth = sampler.DeadGrowth,
            Intake = intake?.Standstill,
            BrokerProblem = problem,
            StuckQueue = stuck,
            Spool = spool is null ? null : (spool.Bytes, spool.Limit),
            Disk = file?.Room.FreeBytes is { } free ? (free, store.Value.KeepFreeBytes) : null,
            Answers = answers.Share,
        };
    }

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
