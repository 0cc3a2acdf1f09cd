using System.Diagnostics.Metrics;
using Bridge.Delivery;
using Bridge.Storage;
using Bridge.Storage.Administration;
using Bridge.Telemetry;

namespace Bridge.Ops.Overview;

/// <summary>
/// Adds up what this process counts of received, delivered and dead events, and puts it into the store for the overview's charts.
/// </summary>
/// <remarks>
/// What was counted since the last time is lost in a crash: these figures are for looking at, the promise does not rest on them.
/// </remarks>
internal sealed partial class ActivityRecorder : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly MeterListener _listener = new();
    private readonly AdminDatabase _database;
    private readonly TimeProvider _time;
    private readonly ILogger<ActivityRecorder> _logger;
    private long _received;
    private long _delivered;
    private long _dead;
    private bool _isTroubled;

    public ActivityRecorder(AdminDatabase database, IMeterFactory meters, TimeProvider time, ILogger<ActivityRecorder> logger)
    {
        (_database, _time, _logger) = (database, time, logger);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == BridgeMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, meters))
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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Every, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await TryWriteAsync();
        }
    }

    /// <summary>Everything taken in counts as received: what was queued, what was dropped, what died at once.</summary>
    private void Count(string instrument, long count)
    {
        switch (instrument)
        {
            case BridgeMetrics.QueuedName or BridgeMetrics.DroppedName:
                Interlocked.Add(ref _received, count);
                break;
            case BridgeMetrics.DeadLetteredName:
                Interlocked.Add(ref _received, count);
                Interlocked.Add(ref _dead, count);
                break;
            case DeliveryMetrics.DeliveredName:
                Interlocked.Add(ref _delivered, count);
                break;
            case DeliveryMetrics.DeadName:
                Interlocked.Add(ref _dead, count);
                break;
        }
    }

    /// <summary>Also the last figures of a process that stops, for which the store is still open.</summary>
    private async Task TryWriteAsync()
    {
        (string Kind, long Count)[] counts =
        [
            (ActivityTable.Received, Interlocked.Exchange(ref _received, 0)),
            (ActivityTable.Delivered, Interlocked.Exchange(ref _delivered, 0)),
            (ActivityTable.Dead, Interlocked.Exchange(ref _dead, 0)),
        ];
        try
        {
            if (counts.Any(one => one.Count > 0))
            {
                await WriteAsync(counts);
            }

            _isTroubled = false;
        }
        catch (StorageException problem)
        {
            Interlocked.Add(ref _received, counts[0].Count);
            Interlocked.Add(ref _delivered, counts[1].Count);
            Interlocked.Add(ref _dead, counts[2].Count);
            CannotWrite(_isTroubled ? LogLevel.Debug : LogLevel.Warning, problem, problem.Message);
            _isTroubled = true;
        }
    }

    private Task<int> WriteAsync((string Kind, long Count)[] counts)
    {
        var now = _time.GetUtcNow();
        var step = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % OverviewReport.Step.Ticks), TimeSpan.Zero);
        return _database.WriteAsync(
            async connection =>
            {
                await ActivityTable.AddAsync(connection, step, counts.Where(one => one.Count > 0));
                return 0;
            },
            CancellationToken.None
        );
    }

    [LoggerMessage("The overview's charts wait for figures: {Problem}")]
    private partial void CannotWrite(LogLevel level, Exception cause, string problem);
}
