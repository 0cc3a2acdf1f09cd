using Bridge.Storage;
using Bridge.Storage.Administration;

namespace Bridge.DeadLetters.Replays;

/// <summary>Carries replays out, one step after the other; of several forwarders that share a store the one that holds the lease.</summary>
internal sealed class ReplayWorker(
    AdminDatabase database,
    ReplayRun run,
    ReplaySignal signal,
    TimeProvider time,
    ILogger<ReplayWorker> logger
) : PeriodicWork("Replays, should any run, rest until the store works", Idle, time, logger)
{
    /// <summary>Between two steps.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    /// <summary>Between two looks for replays that another process started.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);

    private bool _isIdle;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var announced = signal.Next;
            await TryAsync(stoppingToken);
            await PauseAsync(announced, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    protected override async Task WorkAsync(CancellationToken cancellationToken)
    {
        var active = await database.ReadAsync(ReplaySteps.ReadActiveAsync, cancellationToken);
        foreach (var replay in active)
        {
            await run.StepAsync(replay, cancellationToken);
        }

        run.ForgetAllBut(active);
        _isIdle = active.Count == 0;
    }

    private Task PauseAsync(Task announced, CancellationToken cancellationToken) =>
        IsTroubled ? Task.Delay(AfterFailure, Time, cancellationToken)
        : _isIdle ? announced.WaitAsync(Idle, Time, cancellationToken)
        : Task.Delay(Beat, Time, cancellationToken);
}

/// <summary>Raised when somebody started or changed a replay in this process.</summary>
internal sealed class ReplaySignal : Signal;
