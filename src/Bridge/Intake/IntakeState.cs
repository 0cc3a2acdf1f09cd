namespace Bridge.Intake;

/// <summary>Whether intake gets on, as readiness and the overview tell it. Thread-safe.</summary>
internal sealed class IntakeState(TimeProvider time)
{
    /// <summary>How long a transaction may take before it counts as one that never ends.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private Standstill? _failing;
    private (long Timestamp, DateTimeOffset At)? _begun;
    private volatile bool _isConsuming = true;

    /// <summary>Whether the broker is asked for messages; not while the store fails.</summary>
    public bool IsConsuming
    {
        get => _isConsuming;
        set => _isConsuming = value;
    }

    /// <summary>Null while it gets on, or has nothing to do.</summary>
    public Standstill? Standstill
    {
        get
        {
            lock (_gate)
            {
                return _failing ?? (_begun is { } begun && time.GetElapsedTime(begun.Timestamp) > Patience ? Hanging(begun.At) : null);
            }
        }
    }

    /// <summary>Something is being taken in.</summary>
    public void Begins()
    {
        lock (_gate)
        {
            _begun ??= (time.GetTimestamp(), time.GetUtcNow());
        }
    }

    /// <summary>It was taken in, or there is nothing to take in.</summary>
    public void Moves()
    {
        lock (_gate)
        {
            (_failing, _begun) = (null, null);
        }
    }

    /// <summary>It was not, and is tried again.</summary>
    /// <param name="cause">A sentence for the operator.</param>
    public void Fails(string cause)
    {
        lock (_gate)
        {
            _failing = new Standstill(cause, _failing?.Since ?? _begun?.At ?? time.GetUtcNow());
        }
    }

    private static Standstill Hanging(DateTimeOffset since) => new("The store does not finish a transaction; see what holds it up.", since);
}

/// <summary>Intake takes nothing in although there is something.</summary>
/// <param name="Cause">A sentence for the operator.</param>
internal sealed record Standstill(string Cause, DateTimeOffset Since)
{
    public override string ToString() =>
        $"Intake has stood still since {Since.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC; nothing is lost, what comes waits. {Cause}";
}
