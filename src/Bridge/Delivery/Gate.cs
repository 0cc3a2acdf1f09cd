namespace Bridge.Delivery;

/// <summary>Whether a destination may be posted to now. It opens again by a probe: a batch of one event.</summary>
/// <remarks>Every change begins a new epoch. What a batch of an earlier epoch hears from the collector no longer moves the gate, so
/// several batches that fail together count as one failure, and an answer to an old write key does not pause the new one. Its times are
/// those of a clock that nobody sets. Thread-safe.</remarks>
internal sealed class Gate(Backoff backoff, DateTimeOffset createdAt)
{
    /// <summary>How often a paused destination is probed.</summary>
    public static readonly TimeSpan ProbeInterval = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan ToldAgainAfter = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private GateStatus _status = new(GateState.Open, null, createdAt, null, null);
    private long _epoch;
    private int _failures;
    private bool _probing;
    private bool _closingTold;
    private DateTimeOffset _waitingToldAt;

    public GateStatus Status
    {
        get
        {
            lock (_lock)
            {
                return _status;
            }
        }
    }

    /// <summary>Asks for leave to post.</summary>
    /// <param name="now">The time.</param>
    /// <param name="permit">The leave; for one event only when it is a probe.</param>
    /// <param name="askAgainIn">When refused, how long the gate stays closed by itself; null while a probe is out.</param>
    public bool TryEnter(DateTimeOffset now, out GatePermit permit, out TimeSpan? askAgainIn)
    {
        lock (_lock)
        {
            permit = new GatePermit(_epoch, IsProbe: _status.State != GateState.Open);
            askAgainIn = permit.IsProbe && !_probing ? _status.NextTry - now : null;
            if (permit.IsProbe && (_probing || askAgainIn > TimeSpan.Zero))
            {
                return false;
            }

            _probing = permit.IsProbe;
            return true;
        }
    }

    /// <summary>Whether the permit still holds, for the next part of its batch.</summary>
    public bool Allows(GatePermit permit)
    {
        lock (_lock)
        {
            return permit.Epoch == _epoch;
        }
    }

    /// <summary>Tells what the collector answered.</summary>
    /// <returns>The status that begins with it, when it is one that operators should hear of; otherwise null.</returns>
    public GateStatus? Report(GatePermit permit, Verdict verdict, string reason, TimeSpan? retryAfter, DateTimeOffset now)
    {
        lock (_lock)
        {
            var before = _status.State;
            _status = _status with { LastAnswer = reason, LastAnswerAt = now };
            if (verdict == Verdict.Taken)
            {
                _status = _status with { LastSuccess = now };
            }

            if (permit.Epoch != _epoch)
            {
                Prolong(verdict, now + retryAfter);
                return null;
            }

            Move(verdict, reason, retryAfter, now);
            return _status.State != before && IsNews(now) ? _status : null;
        }
    }

    /// <summary>Ends a probe that posted nothing. After an answer, or without a probe, it does nothing.</summary>
    public void Leave(GatePermit permit)
    {
        lock (_lock)
        {
            _probing &= permit.Epoch != _epoch;
        }
    }

    /// <summary>What was learned of the collector counts no more: a closed gate is probed at once.</summary>
    public void TryNow(DateTimeOffset now)
    {
        lock (_lock)
        {
            _epoch++;
            _probing = false;
            _status = _status.State == GateState.Open ? _status : _status with { NextTry = now };
        }
    }

    private void Move(Verdict verdict, string reason, TimeSpan? retryAfter, DateTimeOffset now)
    {
        switch (verdict)
        {
            case Verdict.Wait:
                _failures++;
                Become(GateState.Waiting, reason, now, now + backoff.Delay(_failures, retryAfter));
                break;
            case Verdict.Pause:
                Become(GateState.Paused, reason, now, now + ProbeInterval);
                break;
            case var _ when _status.State != GateState.Open:
                // The failures are not forgotten yet: a collector that takes single events and fails under batches must be asked ever more
                // rarely.
                Become(GateState.Open, null, now, null);
                break;
            default:
                _failures = 0;
                break;
        }
    }

    private void Become(GateState state, string? reason, DateTimeOffset now, DateTimeOffset? nextTry)
    {
        _epoch++;
        _probing = false;
        _status = _status with { State = state, Reason = reason, Since = _status.State == state ? _status.Since : now, NextTry = nextTry };
    }

    /// <summary>
    /// A gate may close and open every second; then a word a minute is enough, and no word of the opening without one of the closing.
    /// </summary>
    private bool IsNews(DateTimeOffset now)
    {
        if (_status.State == GateState.Open)
        {
            var wasTold = _closingTold;
            _closingTold = false;
            return wasTold;
        }

        if (_status.State == GateState.Waiting && now < _waitingToldAt + ToldAgainAfter)
        {
            return false;
        }

        _waitingToldAt = _status.State == GateState.Waiting ? now : _waitingToldAt;
        return _closingTold = true;
    }

    private void Prolong(Verdict verdict, DateTimeOffset? until)
    {
        if (verdict == Verdict.Wait && _status.State == GateState.Waiting && until > _status.NextTry)
        {
            _status = _status with { NextTry = until };
        }
    }
}

/// <summary>Leave to post, given by a <see cref="Gate"/>.</summary>
internal readonly record struct GatePermit(long Epoch, bool IsProbe);

internal enum GateState
{
    /// <summary>Batches flow.</summary>
    Open,

    /// <summary>The collector is unreachable or overloaded; it is tried again by itself.</summary>
    Waiting,

    /// <summary>The collector does not know the key or the address; somebody must act.</summary>
    Paused,
}

/// <summary>How a destination fares.</summary>
/// <param name="Reason">What closed the gate, such as <c>status 503</c>; null while it is open.</param>
/// <param name="Since">When this state began.</param>
/// <param name="NextTry">When the next probe is due; null while it is open.</param>
/// <param name="LastSuccess">When the collector last took something since the process started.</param>
internal sealed record GateStatus(
    GateState State,
    string? Reason,
    DateTimeOffset Since,
    DateTimeOffset? NextTry,
    DateTimeOffset? LastSuccess
)
{
    /// <summary>What the collector answered last, such as <c>status 200</c> or <c>timeout</c>; null while it was not asked.</summary>
    public string? LastAnswer { get; init; }

    public DateTimeOffset? LastAnswerAt { get; init; }
}
