using System.Collections.Frozen;
using Bridge.Storage;
using Bridge.Storage.Administration;
using Bridge.Storage.Sqlite;

namespace Bridge.Watching;

/// <summary>
/// Counts every so often what waits in the store and in this process's spool: whoever reads the gauges reads the last count, so that being
/// asked often costs nothing.
/// </summary>
internal sealed class FlowSampler(TimeProvider time, ILogger<FlowSampler> logger, AdminDatabase? database = null, SpoolTable? spool = null)
    : PeriodicWork("The gauges do not know what waits", Every, time, logger)
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    /// <summary>How far back growth is looked for.</summary>
    private static readonly TimeSpan Growth = TimeSpan.FromMinutes(10);

    private readonly Queue<(long At, long Dead)> _before = new();
    private FlowSample _last = FlowSample.None;
    private long _deadGrowth;

    /// <summary>What was counted last; nothing of what could not be counted.</summary>
    public FlowSample Last => Volatile.Read(ref _last);

    /// <summary>How many dead letters more there are than the least of the last ten minutes.</summary>
    public long DeadGrowth => Volatile.Read(ref _deadGrowth);

    /// <summary>Counts now.</summary>
    public Task SampleAsync(CancellationToken cancellationToken) => WorkAsync(cancellationToken);

    protected override async Task WorkAsync(CancellationToken cancellationToken)
    {
        try
        {
            var spooled = spool is null ? null : await ReadSpoolAsync(spool, cancellationToken);
            var sample = database is null ? FlowSample.None : await database.ReadAsync(FlowSample.ReadAsync, cancellationToken);
            Volatile.Write(ref _last, sample with { Spooled = spooled });
            Compare(sample.Dead?.Count ?? 0);
        }
        catch (StorageException)
        {
            Volatile.Write(ref _last, FlowSample.None);
            throw;
        }
    }

    private void Compare(long dead)
    {
        _before.Enqueue((Time.GetTimestamp(), dead));
        while (Time.GetElapsedTime(_before.Peek().At) > Growth)
        {
            _before.Dequeue();
        }

        Volatile.Write(ref _deadGrowth, dead - _before.Min(sample => sample.Dead));
    }

    private static async Task<BacklogFigure> ReadSpoolAsync(SpoolTable spool, CancellationToken cancellationToken)
    {
        var (count, oldest) = await spool.CountAsync(cancellationToken);
        return new BacklogFigure("spooled webhooks", count, oldest);
    }
}

/// <summary>What waits, counted at one moment.</summary>
/// <param name="Destinations">What waits for each collector.</param>
/// <param name="Deferred">Null where it is not known, as in a process without a store.</param>
internal sealed record FlowSample(IReadOnlyList<Backlog> Destinations, BacklogFigure? Deferred, BacklogFigure? Dead)
{
    public static FlowSample None { get; } = new([], null, null);

    public BacklogFigure? Spooled { get; init; }

    /// <summary>As in <see cref="FlowTotals.NoConversion"/>.</summary>
    public IReadOnlyDictionary<string, long> NoConversion { get; init; } = FrozenDictionary<string, long>.Empty;

    public static async Task<FlowSample> ReadAsync(AdminConnection connection) =>
        new(
            await BacklogTable.ReadBacklogAsync(connection),
            await BacklogTable.ReadDeferredAsync(connection),
            await BacklogTable.ReadDeadAsync(connection)
        )
        {
            NoConversion = await TotalTable.ReadNotToldAsync(connection),
        };
}
