using Bridge.Storage;
using Bridge.Storage.Administration;

namespace Bridge.DeadLetters.Replays;

/// <summary>Carries replays out, one step after the other; of several forwarders that share a store the one that holds the lease.</summary>
internal sealed partial class ReplayWorker(
    AdminDatabase database,
    ReplayRun run,
    ReplaySignal signal,
    TimeProvider time,
    ILogger<ReplayWorker> logger
) : BackgroundService
{
    /// <summary>Between two steps.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    /// <summary>Between two looks for replays that another process started.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);

    private bool _isTroubled;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var announced = signal.Next;
            var pause = await TryStepAsync(stoppingToken);
            await (pause == Idle ? announced.WaitAsync(pause, time, stoppingToken) : Task.Delay(pause, time, stoppingToken)).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing
            );
        }
    }

    /// <returns>How long to rest.</returns>
    private async Task<TimeSpan> TryStepAsync(CancellationToken cancellationToken)
    {
        try
        {
            var pause = await StepAllAsync(cancellationToken);
            _isTroubled = false;
            return pause;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return TimeSpan.Zero;
        }
        catch (StorageException problem)
        {
            Rests(_isTroubled ? LogLevel.Debug : LogLevel.Warning, problem, problem.Message);
            _isTroubled = true;
            return AfterFailure;
        }
        catch (Exception failure)
        {
            // The outermost seam of the loop: a fault of one step must not end all replays for good.
            Failed(_isTroubled ? LogLevel.Debug : LogLevel.Error, failure);
            _isTroubled = true;
            return AfterFailure;
        }
    }

    private async Task<TimeSpan> StepAllAsync(CancellationToken cancellationToken)
    {
        var active = await database.ReadAsync(ReplaySteps.ReadActiveAsync, cancellationToken);
        foreach (var replay in active)
        {
            await run.StepAsync(replay, cancellationToken);
        }

        run.ForgetAllBut(active);
        return active.Count == 0 ? Idle : Beat;
    }

    [LoggerMessage("Replays, should any run, rest until the store works: {Problem}")]
    private partial void Rests(LogLevel level, Exception cause, string problem);

    [LoggerMessage("A step of the running replays failed; trying until it works")]
    private partial void Failed(LogLevel level, Exception failure);
}
