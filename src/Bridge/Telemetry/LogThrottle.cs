namespace Bridge.Telemetry;

/// <summary>
/// Lets one log line through in a minute, or another period, and counts the rest, for what a stranger or an outage can cause thousands of
/// times a second. Thread-safe.
/// </summary>
internal sealed class LogThrottle(TimeProvider time, TimeSpan? period = null)
{
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private readonly long _periodInTicks = (long)((period ?? Period).TotalSeconds * time.TimestampFrequency);
    private long _nextLine = long.MinValue;
    private long _waiting;

    /// <summary>Counts one occurrence.</summary>
    /// <param name="count">How many occurred since the last line, this one included.</param>
    /// <returns>Whether it is time for a line.</returns>
    public bool ShouldLog(out long count)
    {
        Interlocked.Increment(ref _waiting);
        var now = time.GetTimestamp();
        var due = Volatile.Read(ref _nextLine);
        if (now < due || Interlocked.CompareExchange(ref _nextLine, now + _periodInTicks, due) != due)
        {
            count = 0;
            return false;
        }

        count = Interlocked.Exchange(ref _waiting, 0);
        return true;
    }
}
