namespace Bridge.Storage.Postgres;

/// <summary>
/// Up to where a destination's events are all held by this process or gone, so that the next claim need not walk over the remains of
/// millions of delivered ones. Thread-safe.
/// </summary>
/// <remarks>
/// It may be wrong: others give events back, their leases run out, and an event may be committed after one with a higher number. So now and
/// then, and whenever nothing is found, the search starts over.
/// </remarks>
internal sealed class ClaimCursor(TimeProvider time)
{
    private static readonly TimeSpan StartOverAfter = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private long _after;
    private long _startedOverAt = time.GetTimestamp();

    /// <summary>After which number to look.</summary>
    public long Start()
    {
        lock (_gate)
        {
            return time.GetElapsedTime(_startedOverAt) < StartOverAfter ? _after : StartOver();
        }
    }

    /// <summary>Looks at everything again.</summary>
    public long StartOver()
    {
        lock (_gate)
        {
            _startedOverAt = time.GetTimestamp();
            return _after = 0;
        }
    }

    public void Claimed(List<PendingEvent> events)
    {
        lock (_gate)
        {
            _after = events.Count == 0 ? _after : Math.Max(_after, events[^1].Sequence);
        }
    }

    public void GivenBack(long sequence)
    {
        lock (_gate)
        {
            _after = Math.Min(_after, sequence - 1);
        }
    }
}
