namespace Bridge.Simulation.Collecting;

/// <summary>A time in which the sample collector answers everything with one status.</summary>
/// <param name="After">When it begins, counted from the first batch.</param>
internal sealed record Outage(int Status, TimeSpan Lasts, TimeSpan After)
{
    public bool Covers(TimeSpan sinceFirstBatch) => sinceFirstBatch >= After && sinceFirstBatch < After + Lasts;
}

/// <summary>Whether the sample collector fails just now: by plan, or because it was told to.</summary>
internal sealed class Failures(IReadOnlyList<Outage> outages, TimeProvider clock)
{
    private long _firstBatchAt;
    private volatile int _status;

    /// <summary>From now on every batch is answered with this status; 0 ends that.</summary>
    public void Set(int status) => _status = status;

    /// <summary>The status to answer the batch that just came, or 0.</summary>
    public int Next()
    {
        var now = clock.GetTimestamp();
        Interlocked.CompareExchange(ref _firstBatchAt, now, 0);
        var since = clock.GetElapsedTime(Interlocked.Read(ref _firstBatchAt), now);
        return _status != 0 ? _status : outages.FirstOrDefault(outage => outage.Covers(since))?.Status ?? 0;
    }
}
