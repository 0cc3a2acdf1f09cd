namespace Bridge.Receiving;

/// <summary>
/// How much memory the bodies in flight take together, the bound on it, and who gives way when it is reached: the body that has been read for longest
/// and has not ended. Webhooks come whole within milliseconds, so that somebody who begins thousands of bodies and ends none only loses his own. Thread-safe.
/// </summary>
/// <param name="limit">In bytes.</param>
/// <param name="shareOfFailing">What the bodies of addresses that keep failing may take of it, in bytes.</param>
internal sealed class BytesInFlight(long limit, long shareOfFailing, TimeProvider time)
{
    /// <summary>How long a body is read before it may have to give way, unless it comes from an address that keeps failing.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly LinkedList<Reservation> _unfinished = [];
    private readonly LinkedList<Reservation> _unfinishedOfFailing = [];
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
            (mine.Since, mine.Reading) = (time.GetTimestamp(), reading);
            mine.Place = (mine.IsFailing ? _unfinishedOfFailing : _unfinished).AddLast(mine);
        }
    }

    /// <summary>The body has ended, or nobody waits for its end any more.</summary>
    public void End(Reservation mine)
    {
        lock (_gate)
        {
            mine.Place?.List?.Remove(mine.Place);
        }
    }

    private bool MakeRoom(Reservation mine, int bytes)
    {
        while (mine.IsFailing && _reservedByFailing + bytes > shareOfFailing)
        {
            if (!GiveUpOldest(_unfinishedOfFailing, TimeSpan.Zero, mine))
            {
                return false;
            }
        }

        while (_reserved + bytes > limit)
        {
            if (!GiveUpOldest(_unfinishedOfFailing, TimeSpan.Zero, mine) && !GiveUpOldest(_unfinished, Grace, mine))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Its memory counts as free at once, though its reader has yet to hear of it: that takes no longer than a thread needs to begin.</summary>
    private bool GiveUpOldest(LinkedList<Reservation> unfinished, TimeSpan grace, Reservation mine)
    {
        if (unfinished.First?.Value is not { } oldest || ReferenceEquals(oldest, mine) || time.GetElapsedTime(oldest.Since) < grace)
        {
            return false;
        }

        unfinished.RemoveFirst();
        Count(oldest, -oldest.Bytes);
        oldest.IsGivenUp = true;
        _ = oldest.Reading!.CancelAsync();
        return true;
    }

    private void Count(Reservation mine, long bytes)
    {
        mine.Bytes += bytes;
        _reserved += bytes;
        _reservedByFailing += mine.IsFailing ? bytes : 0;
    }
}

/// <summary>What one body has of the memory that all share. Only <see cref="BytesInFlight"/> changes it.</summary>
/// <param name="isFailing">Whether it comes from an address that keeps failing.</param>
internal sealed class Reservation(bool isFailing)
{
    public bool IsFailing => isFailing;

    /// <summary>Whether it had to give way: its memory is not counted any more, and it gets no other.</summary>
    public bool IsGivenUp { get; set; }

    public long Bytes { get; set; }

    /// <summary>When it was seen that it does not come in one piece.</summary>
    public long Since { get; set; }

    public CancellationTokenSource? Reading { get; set; }

    public LinkedListNode<Reservation>? Place { get; set; }
}
