using Bridge.Storage;
using Bridge.Telemetry;

namespace Bridge.Intake;

/// <summary>Lets deferred events go whose better one did not come in time.</summary>
internal sealed partial class DeferredRelease(
    IIntakeStore store,
    BridgeMetrics metrics,
    TimeProvider time,
    SteadyClock clock,
    ILogger<DeferredRelease> logger
) : BackgroundService
{
    /// <summary>Events released in one transaction.</summary>
    internal const int Step = 500;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            await ReleaseAsync(stoppingToken);
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            int released;
            do
            {
                released = await store.ReleaseDeferredAsync(clock.Now, Step, cancellationToken);
                metrics.Queued(released);
            } while (released == Step);
        }
        catch (StorageException problem)
        {
            CannotRelease(problem, problem.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Deferred events wait a second longer: {Problem}")]
    private partial void CannotRelease(Exception cause, string problem);
}
