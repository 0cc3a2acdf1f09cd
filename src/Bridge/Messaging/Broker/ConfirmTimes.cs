namespace Bridge.Messaging.Broker;

/// <summary>
/// How long the broker may take to confirm before it is late, learned from what it took of late: a multiple of the slowest. Thread-safe.
/// </summary>
/// <remarks>
/// Of the slowest and not of the mean, late ones included: a disk that halts now and then must not have every webhook of that moment
/// stored twice. While nothing is confirmed nothing is forgotten, so that a broker which comes back slowly is late as soon.
/// </remarks>
/// <param name="most">Until enough is known, and at most.</param>
internal sealed class ConfirmTimes(TimeSpan most, TimeProvider time)
{
    /// <summary>From so many on the slowest of them says something.</summary>
    public const int Enough = 128;

    /// <summary>The slowest is remembered for so long, and up to twice that.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    /// <summary>Below this a pause of the process itself would look like one of the broker's.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromMilliseconds(25);

    private const int Multiple = 4;

    private readonly Lock _gate = new();
    private long _began = time.GetTimestamp();
    private TimeSpan _slowest;
    private TimeSpan? _slowestBefore;
    private int _count;

    public TimeSpan Patience
    {
        get
        {
            lock (_gate)
            {
                return _slowestBefore is { } before ? Within(Multiple * Longer(before, _slowest)) : most;
            }
        }
    }

    /// <summary>A message was confirmed.</summary>
    public void Add(TimeSpan after)
    {
        lock (_gate)
        {
            _slowest = Longer(_slowest, after);
            _count++;
            if (_count >= Enough && (_slowestBefore is null || time.GetElapsedTime(_began) >= Period))
            {
                (_slowestBefore, _slowest, _count, _began) = (_slowest, TimeSpan.Zero, 0, time.GetTimestamp());
            }
        }
    }

    private TimeSpan Within(TimeSpan patience) => patience > most ? most : Longer(patience, Least);

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
