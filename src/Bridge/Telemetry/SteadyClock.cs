namespace Bridge.Telemetry;

/// <summary>
/// Monotonic time within the process: the wall clock as it was at the start, and what has passed since. Setting the machine's clock does
/// not move it.
/// </summary>
/// <remarks>For deadlines and ages. What people read, and what other processes compare, is the wall clock's. Thread-safe.</remarks>
internal sealed class SteadyClock(TimeProvider time)
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly long _start = time.GetTimestamp();

    public DateTimeOffset Now => _startedAt + time.GetElapsedTime(_start);

    /// <summary>What of both clocks is earlier: what is older than that is old, whichever of them was set.</summary>
    public DateTimeOffset Earlier => Now is var steady && time.GetUtcNow() is var wall && wall < steady ? wall : steady;

    /// <summary>When that moment of this clock is on the wall clock as it goes now.</summary>
    /// <remarks>By whole seconds, so that a clock that is slowly put right does not make every answer a new one.</remarks>
    public DateTimeOffset OnTheWall(DateTimeOffset moment) =>
        moment + TimeSpan.FromSeconds(Math.Round((time.GetUtcNow() - Now).TotalSeconds));

    /// <summary>
    /// How long ago the wall clock said that, set since or not: the shorter of both clocks' answers, unless it lies ahead of one of them.
    /// </summary>
    public TimeSpan AgeOf(DateTimeOffset stamp)
    {
        var (steady, wall) = (Now - stamp, time.GetUtcNow() - stamp);
        var (shorter, longer) = steady < wall ? (steady, wall) : (wall, steady);
        return shorter >= TimeSpan.Zero ? shorter
            : longer >= TimeSpan.Zero ? longer
            : TimeSpan.Zero;
    }
}
