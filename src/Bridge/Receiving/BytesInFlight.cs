namespace Bridge.Receiving;

/// <summary>
/// How much memory the bodies in flight take together, the bound on it, and who gives way when it is reached: the body of which nothing has
/// come for longest, or else the one that has been read for longest. Webhooks come whole within milliseconds, so that somebody who begins
/// thousands of bodies and ends none only loses his own. Thread-safe.
/// </summary>
/// <param name="limit">In bytes.</param>
/// <param name="shareOfFailing">What the bodies of addresses that keep failing may take of it, in bytes.</param>
internal sealed class BytesInFlight(long limit, long shareOfFailing, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly UnfinishedBodies _unfinished = new(time, UnfinishedBodies.Pause, UnfinishedBodies.Grace);
    private readonly UnfinishedBodies _unfinishedOfFailing = new(time, TimeSpan.Zero, TimeSpan.Zero);
    private long _reserved;
    private long _reservedByFailing;

    /// <summary>In bytes.</summary>
    public long Reserved => Volatile.Read(ref _reserved);

    /// <summary>What addresses that keep failing have of it, in bytes.</summary>
    public long ReservedByFailing => Volatile.Read(ref _reservedByFailing);

    public bool TryReserve(Reservation mine, int bytes)
    {
        lock (_gate)
        {
            if (mine.IsGivenUp || !MakeRoom(mine, bytes))
            {
                return false;
            }

            Count(mine, bytes);
            return true;
        }
    }

    public void Release(Reservation mine, int bytes)
    {
        lock (_gate)
        {
            if (!mine.IsGivenUp)
            {
                Count(mine, -bytes);
            }
        }
    }

    /// <summary>The body did not come in one piece: until <see cref="End"/> it may have to give way.</summary>
    /// <param name="reading">Cancelled when it has to; not to be disposed of before <see cref="End"/>.</param>
    public void Begin(Reservation mine, CancellationTokenSource reading)
    {
        lock (_gate)
        {
            mine.Reading = reading;
            Unfinished(mine).Add(mine);
        }
    }

    /// <summary>More of the body has come.</summary>
    public void Touch(Reservation mine)
    {
        lock (_gate)
        {
            Unfinished(mine).Touch(mine);
        }
    }

    /// <summary>The body has ended, or nobody waits for its end any more.</summary>
    public void End(Reservation mine)
    {
        lock (_gate)
        {
            Unfinished(mine).Remove(mine);
        }
    }

    private UnfinishedBodies Unfinished(Reservation mine) => mine.IsFailing ? _unfinishedOfFailing : _unfinished;

    private bool MakeRoom(Reservation mine, int bytes)
    {
        while (mine.IsFailing && _reservedByFailing + bytes > shareOfFailing)
        {
            if (!GiveUpOne(_unfinishedOfFailing, mine))
            {
                return false;
            }
        }

        while (_reserved + bytes > limit)
        {
            if (!GiveUpOne(_unfinishedOfFailing, mine) && !GiveUpOne(_unfinished, mine))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Its memory counts as free at once, though its reader has yet to hear of it: that takes no longer than a thread needs to begin.
    /// </summary>
    private bool GiveUpOne(UnfinishedBodies unfinished, Reservation mine)
    {
        if (unfinished.FindSlowest(mine) is not { } slowest)
        {
            return false;
        }

        unfinished.Remove(slowest);
        Count(slowest, -slowest.Bytes);
        slowest.IsGivenUp = true;
        _ = slowest.Reading!.CancelAsync();
        return true;
    }

    private void Count(Reservation mine, long bytes)
    {
        mine.Bytes += bytes;
        _reserved += bytes;
        _reservedByFailing += mine.IsFailing ? bytes : 0;
    }
}
