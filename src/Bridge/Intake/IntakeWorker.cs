using Bridge.Configuration;
using Bridge.Storage;
using Bridge.Storage.Sqlite;
using Bridge.Telemetry;

namespace Bridge.Intake;

/// <summary>
/// Drains the spool into the store, oldest first. What fails is tried again; a row leaves the spool only in the transaction that takes in
/// its last item.
/// </summary>
internal sealed partial class IntakeWorker(
    SpoolTable spool,
    SpooledBatches spooled,
    SpoolSlices slices,
    IsolatingIntake intake,
    IntakeState state,
    IntakeThrottle throttle,
    TimeProvider time,
    ILogger<IntakeWorker> logger
) : BackgroundService
{
    /// <summary>Bytes of spool rows read at once.</summary>
    private const int ReadBytes = 1 << 20;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly LogThrottle _throttle = new(time);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await RetryAsync(DrainAsync, stoppingToken);
        }
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        var next = spooled.Next;
        var rows = await spool.ReadOldestAsync(ReadBytes, cancellationToken);
        if (rows.Count == 0)
        {
            state.Moves();
            await next.WaitAsync(cancellationToken);
            return;
        }

        foreach (var slice in slices.Cut(rows, throttle.NextSize))
        {
            var begun = time.GetTimestamp();
            state.Begins();
            await RetryAsync(token => intake.TakeInAsync(slice.ToBatch(), token), cancellationToken);
            await throttle.RestAsync(begun, cancellationToken);
        }
    }

    /// <summary>
    /// The one place where intake retries; it gives up only when the process stops, since all of it is still in the spool.
    /// </summary>
    private async Task RetryAsync(Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        for (
            var pause = FirstPause;
            !await TryAsync(work, pause, stoppingToken);
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks))
        )
        {
            await Task.Delay(pause, time, stoppingToken);
        }
    }

    private async Task<bool> TryAsync(Func<CancellationToken, Task> work, TimeSpan pause, CancellationToken stoppingToken)
    {
        try
        {
            await work(stoppingToken);
            state.Moves();
            return true;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            throw;
        }
        // The outermost seam of intake: whatever it is, nothing left the spool, and stopping would end intake for good.
        catch (Exception cause)
        {
            state.Fails(StorageException.Tell(cause));
            if (_throttle.ShouldLog(out _))
            {
                StandsStill(cause, Duration.Write(pause), state.Standstill);
            }

            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "{Standstill} The next attempt is in {Pause}.")]
    private partial void StandsStill(Exception cause, string pause, Standstill? standstill);
}
