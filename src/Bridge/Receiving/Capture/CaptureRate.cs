namespace Bridge.Receiving.Capture;

/// <summary>
/// The rate limiter of one key, a bucket of tokens: a request that finds it filled passes whole, whatever it holds, and the next ones wait
/// until what it took has flowed back. Thread-safe.
/// </summary>
/// <param name="perSecond">Events.</param>
internal sealed class CaptureRate(int perSecond, TimeProvider time)
{
    private readonly Lock _gate = new();
    private double _tokens = perSecond;
    private long _filledAt = time.GetTimestamp();

    public int PerSecond => perSecond;

    /// <returns>In how many seconds to come again; null when it may pass.</returns>
    public int? FindWait()
    {
        lock (_gate)
        {
            Fill();
            return _tokens > 0 ? null : Math.Max(1, (int)Math.Ceiling(-_tokens / perSecond));
        }
    }

    public void Count(int events)
    {
        lock (_gate)
        {
            _tokens -= events;
        }
    }

    private void Fill()
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(perSecond, _tokens + time.GetElapsedTime(_filledAt, now).TotalSeconds * perSecond);
        _filledAt = now;
    }
}
