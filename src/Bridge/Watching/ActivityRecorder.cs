using System.Diagnostics.Metrics;
using Bridge.Storage;
using Bridge.Storage.Administration;
using Bridge.Telemetry;

namespace Bridge.Watching;

/// <summary>
/// Adds up what this process counts of received, delivered and dead events, and by the hour what came from whom, and puts it into the
/// store: for the overview's charts, and to learn when a number talks.
/// </summary>
/// <remarks>
/// What was counted since the last time is lost in a crash: these figures are for looking at, the promise does not rest on them.
/// </remarks>
internal sealed class ActivityRecorder : PeriodicWork
{
    private readonly MeterListener _listener = new();
    private readonly AdminDatabase _database;
    private readonly HourlyTally _hours;
    private readonly TimeProvider _time;
    private long _received;
    private long _delivered;
    private long _dead;

    public ActivityRecorder(
        AdminDatabase database,
        IMeterFactory meters,
        HourlyTally hours,
        TimeProvider time,
        ILogger<ActivityRecorder> logger
    )
        : base("The overview's charts wait for figures", TimeSpan.FromSeconds(5), time, logger)
    {
        (_database, _hours, _time) = (database, hours, time);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Instruments.MeterName && ReferenceEquals(instrument.Meter.Scope, meters))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, count, _, _) => Count(instrument.Name, count));
        _listener.Start();
    }

    public override void Dispose()
    {
        _listener.Dispose();
        base.Dispose();
    }

    /// <summary>Also the last figures of a process that stops, for which the store is still open.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(CancellationToken.None);
    }

    /// <summary>Everything taken in counts as received: what was queued, what was dropped, what died at once.</summary>
    private void Count(string instrument, long count)
    {
        switch (instrument)
        {
            case Instruments.QueuedName or Instruments.DroppedName:
                Interlocked.Add(ref _received, count);
                break;
            case Instruments.DeadLetteredName:
                Interlocked.Add(ref _received, count);
                Interlocked.Add(ref _dead, count);
                break;
            case Instruments.DeliveredName:
                Interlocked.Add(ref _delivered, count);
                break;
            case Instruments.DeadName:
                Interlocked.Add(ref _dead, count);
                break;
        }
    }

    protected override async Task WorkAsync(CancellationToken cancellationToken)
    {
        (string Kind, long Count)[] counts =
        [
            (ActivityTable.Received, Interlocked.Exchange(ref _received, 0)),
            (ActivityTable.Delivered, Interlocked.Exchange(ref _delivered, 0)),
            (ActivityTable.Dead, Interlocked.Exchange(ref _dead, 0)),
        ];
        var hours = _hours.Take();
        try
        {
            if (hours.Count > 0 || counts.Any(one => one.Count > 0))
            {
                await WriteAsync(counts, hours);
            }
        }
        catch (StorageException)
        {
            // Counted again at the next turn.
            Interlocked.Add(ref _received, counts[0].Count);
            Interlocked.Add(ref _delivered, counts[1].Count);
            Interlocked.Add(ref _dead, counts[2].Count);
            _hours.Return(hours);
            throw;
        }
    }

    private Task<int> WriteAsync((string Kind, long Count)[] counts, IReadOnlyList<HourlyCount> hours)
    {
        var now = _time.GetUtcNow();
        var step = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % ActivityTable.Step.Ticks), TimeSpan.Zero);
        return _database.WriteAsync(
            async connection =>
            {
                await ActivityTable.AddAsync(connection, step, counts.Where(one => one.Count > 0));
                await RhythmTable.AddAsync(connection, hours.Select(Row), now);
                return 0;
            },
            CancellationToken.None
        );
    }

    private static RhythmRow Row(HourlyCount one) =>
        new()
        {
            At = one.Hour.ToUnixTimeMilliseconds(),
            Kind = one.Kind,
            Count = one.Count,
        };
}
