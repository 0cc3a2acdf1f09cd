using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Bridge.Telemetry;

/// <summary>
/// Asks the parts whether the process should get traffic: one probe at a time, whose answer counts for a second. A probe costs commits, and
/// whoever knows the address may ask as often as he likes: requests share the probe that is under way. Thread-safe.
/// </summary>
internal sealed partial class ReadinessProbe(HealthCheckService checks, TimeProvider time, ILogger<ReadinessProbe> logger)
{
    /// <summary>How long an answer counts, measured by a clock that nobody sets.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly LogThrottle _failures = new(time);
    private Task<Answer>? _probe;
    private PartProblem[] _told = [];

    /// <param name="cancellationToken">Ends the wait, not the probe: others share it.</param>
    public async Task<HealthReport> AskAsync(CancellationToken cancellationToken) => (await Current().WaitAsync(cancellationToken)).Report;

    private Task<Answer> Current()
    {
        lock (_gate)
        {
            return _probe is { } probe && !IsStale(probe) ? probe : _probe = Task.Run(ProbeAsync, CancellationToken.None);
        }
    }

    private bool IsStale(Task<Answer> probe) =>
        probe.IsCompleted && (!probe.IsCompletedSuccessfully || time.GetElapsedTime(probe.Result.At) >= Kept);

    private async Task<Answer> ProbeAsync()
    {
        var report = await checks.CheckHealthAsync(check => check.Tags.Contains(Readiness.Tag), CancellationToken.None);
        foreach (var entry in report.Entries.Where(entry => entry.Value.Exception is not null && _failures.ShouldLog(out _)))
        {
            Failed(entry.Value.Exception, Readiness.PartOf(entry.Key));
        }

        LogWhatChanged(ReadinessAnswer.Of(report));
        return new Answer(report, time.GetTimestamp());
    }

    /// <summary>Why a part is not well, once until it is well again: strangers ask too. Probes run one at a time.</summary>
    private void LogWhatChanged(ReadinessAnswer answer)
    {
        PartProblem[] problems = [.. answer.NotReady.Where(problem => !problem.IsStarting), .. answer.Degraded];
        foreach (var (part, why) in problems.ExceptBy(_told.Select(problem => problem.Part), problem => problem.Part))
        {
            NotWell(part, why);
        }

        foreach (var part in _told.Select(problem => problem.Part).Except(problems.Select(problem => problem.Part)))
        {
            WellAgain(part);
        }

        _told = problems;
    }

    [LoggerMessage(LogLevel.Warning, "{Part} is not well: {Why}")]
    private partial void NotWell(string part, string why);

    [LoggerMessage(LogLevel.Information, "{Part} is well again")]
    private partial void WellAgain(string part);

    [LoggerMessage(
        LogLevel.Error,
        "Whether {Part} is ready cannot be told, because asking it failed unexpectedly; until it can it counts as not ready"
    )]
    private partial void Failed(Exception? failure, string part);

    private sealed record Answer(HealthReport Report, long At);
}
