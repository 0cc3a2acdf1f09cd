using Bridge.Storage;

namespace Bridge.Intake;

/// <summary>Drains the spool into the store, oldest first. What fails is tried again; a row leaves the spool only in the transaction that takes in its last item.</summary>
internal sealed partial class IntakeWorker(
    SpoolTable spool, SpooledBatches spooled, SpoolSlices slices, EventIntake intake, Pace pace, TimeProvider time, ILogger<IntakeWorker> logger)
    : BackgroundService
{
    /// <summary>Bytes of spool rows read at once.</summary>
    private const int ReadBytes = 1 << 20;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

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
            await next.WaitAsync(cancellationToken);
            return;
        }

        foreach (var slice in slices.Cut(rows, pace.NextSize))
        {
            var begun = time.GetTimestamp();
            await RetryAsync(token => intake.TakeInAsync(slice.Items, slice.DrainedRows, token), cancellationToken);
            await pace.RestAsync(begun, cancellationToken);
        }
    }

    /// <summary>The one place where intake retries; it gives up only when the process stops, since all of it is still in the spool.</summary>
    private async Task RetryAsync(Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        for (var pause = FirstPause; !await TryAsync(work, pause, stoppingToken); pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks)))
        {
            await Task.Delay(pause, time, stoppingToken);
        }
    }

    private async Task<bool> TryAsync(Func<CancellationToken, Task> work, TimeSpan pause, CancellationToken stoppingToken)
    {
        try
        {
            await work(stoppingToken);
            return true;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception cause) // The outermost seam of intake: whatever it is, nothing left the spool, and stopping would end intake for good.
        {
            CannotTakeIn(cause, pause, cause.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "Intake stands still and tries again in {Pause}: {Problem}")]
    private partial void CannotTakeIn(Exception cause, TimeSpan pause, string problem);
}
