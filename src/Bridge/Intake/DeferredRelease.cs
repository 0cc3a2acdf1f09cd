using Bridge.Storage;
using Bridge.Telemetry;

namespace Bridge.Intake;

/// <summary>Lets deferred events go whose better one did not come in time.</summary>
internal sealed class DeferredRelease(EventIntake intake, BridgeMetrics metrics, TimeProvider time, ILogger<DeferredRelease> logger)
    : PeriodicWork("Deferred events wait a while longer", TimeSpan.FromSeconds(1), time, logger)
{
    /// <summary>Events released in one transaction.</summary>
    internal const int Step = 500;

    protected override async Task WorkAsync(CancellationToken cancellationToken)
    {
        int released;
        do
        {
            released = await intake.ReleaseDeferredAsync(Step, cancellationToken);
            metrics.Queued(released);
        } while (released == Step);
    }
}
