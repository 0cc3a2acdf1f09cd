using Bridge.Storage.Sqlite;

namespace Bridge.Intake;

/// <summary>
/// How fast intake goes: at full speed when it has the writer alone, in small slices with rests between them while requests wait for the
/// writer too. What it leaves lies safely in the spool; once that is half full, intake rests no more.
/// </summary>
internal sealed class IntakeThrottle(SpoolTable spool, TimeProvider time)
{
    /// <summary>Most items of one transaction.</summary>
    internal const int Alone = 500;

    /// <summary>The same while requests wait: they wait for its end.</summary>
    internal const int WhileRequestsWait = 128;

    /// <summary>How many times as long as a slice took intake rests after it, while requests wait.</summary>
    private const int RestPerWork = 5;

    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(100);

    private long _urgentRuns;
    private bool _requestsWait;

    /// <summary>The size of the next slice; for one caller.</summary>
    public int NextSize()
    {
        var before = _urgentRuns;
        _urgentRuns = spool.UrgentRuns;
        _requestsWait = _urgentRuns != before;
        return _requestsWait ? WhileRequestsWait : Alone;
    }

    /// <summary>Rests after a slice that began at <paramref name="begun"/> (a timestamp of the clock).</summary>
    public Task RestAsync(long begun, CancellationToken cancellationToken)
    {
        if (!_requestsWait || spool.Bytes > spool.Limit / 2)
        {
            return Task.CompletedTask;
        }

        var rest = time.GetElapsedTime(begun) * RestPerWork;
        return Task.Delay(rest < LongestRest ? rest : LongestRest, time, cancellationToken);
    }
}
