namespace Bridge.Support;

/// <summary>
/// A clock that stands still until a test advances it, and timers that fire only then, in order, each at its own due time.
/// </summary>
/// <remarks>
/// Safe to use from several threads. Timers fire on the thread that advances; their callbacks see the time at which they are due.
/// </remarks>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now;
    private TimeSpan _set;

    public ManualTime()
        : this(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)) { }

    public ManualTime(DateTimeOffset start) => _now = start;

    /// <summary>How long until each timer that is set fires, soonest first. Wait for one to appear before advancing past it.</summary>
    public IReadOnlyList<TimeSpan> Timers
    {
        get
        {
            lock (_gate)
            {
                return [.. _timers.Select(timer => timer.Due - _now).Order()];
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now + _set;
        }
    }

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _now.UtcTicks;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Sets the clock forwards or backwards as an operator would: no time passes by that, and no timer fires.</summary>
    public void Set(TimeSpan by)
    {
        lock (_gate)
        {
            _set += by;
        }
    }

    /// <summary>Whether somebody waits until exactly that time.</summary>
    public bool IsAwaitedAt(DateTimeOffset time)
    {
        lock (_gate)
        {
            return _timers.Exists(timer => timer.Due + _set == time);
        }
    }

    /// <summary>Goes on to that time, as <see cref="Advance"/> does.</summary>
    public void AdvanceTo(DateTimeOffset time) => Advance(time - GetUtcNow());

    /// <summary>Lets time pass and fires every timer that comes due meanwhile, also those set by the ones that fire.</summary>
    public void Advance(TimeSpan by)
    {
        var end = new DateTimeOffset(GetTimestamp(), TimeSpan.Zero) + by;
        while (NextDue(end) is { } timer)
        {
            timer.Fire();
        }

        lock (_gate)
        {
            _now = end;
        }
    }

    private ManualTimer? NextDue(DateTimeOffset end)
    {
        lock (_gate)
        {
            var next = _timers.MinBy(timer => timer.Due);
            if (next is null || next.Due > end)
            {
                return null;
            }

            _now = next.Due > _now ? next.Due : _now;
            next.Schedule(next.Period > TimeSpan.Zero ? next.Period : Timeout.InfiniteTimeSpan);
            return next;
        }
    }

    private sealed class ManualTimer(ManualTime clock, Action callback) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public TimeSpan Period { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                Period = period;
                Schedule(dueTime);
                return true;
            }
        }

        /// <summary>Sets or, for an infinite time, unsets the timer; only under the clock's gate.</summary>
        public void Schedule(TimeSpan dueTime)
        {
            clock._timers.Remove(this);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Due = clock._now + dueTime;
                clock._timers.Add(this);
            }
        }

        public void Fire() => callback();

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
