using OpenTelemetry.Trace;

namespace Bridge.Telemetry;

/// <summary>
/// Which traces are recorded: what continues or links to a recorded one, and so many new ones a second. A quiet Bridge shows every
/// webhook, a busy one enough of them, and what tracing costs is bounded. Thread-safe.
/// </summary>
internal sealed class TraceBudget(int perSecond, TimeProvider time) : Sampler
{
    private long _second = time.GetTimestamp();
    private int _taken;

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        new(Continues(samplingParameters) || (samplingParameters.ParentContext == default && TryTake()));

    private static bool Continues(in SamplingParameters parameters) =>
        parameters.ParentContext.IsRecorded() || (parameters.Links?.Any(link => link.Context.IsRecorded()) ?? false);

    private bool TryTake()
    {
        var began = Volatile.Read(ref _second);
        if (
            time.GetElapsedTime(began) >= TimeSpan.FromSeconds(1)
            && Interlocked.CompareExchange(ref _second, time.GetTimestamp(), began) == began
        )
        {
            Volatile.Write(ref _taken, 0);
        }

        return Interlocked.Increment(ref _taken) <= perSecond;
    }
}
