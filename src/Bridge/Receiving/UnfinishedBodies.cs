namespace Bridge.Receiving;

/// <summary>
/// The bodies that did not come in one piece, in the order of their beginnings and in that of their last bytes. For one thread at a time.
/// </summary>
/// <param name="pause">For how long nothing of a body must have come before it may have to give way.</param>
/// <param name="grace">After how long it may have to even though its bytes keep coming: who sends one byte now and then is no
/// better.</param>
internal sealed class UnfinishedBodies(TimeProvider time, TimeSpan pause, TimeSpan grace)
{
    /// <summary>
    /// Longer than the next bytes of a body that is on its way take, and so short that no number of new connections fills the memory
    /// within it: with 64 MiB that would take 400 000 beginnings of 32 KiB a second.
    /// </summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    public static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    private readonly LinkedList<Reservation> _byBeginning = [];
    private readonly LinkedList<Reservation> _byLastBytes = [];

    public void Add(Reservation body)
    {
        (body.Begun, body.LastBytes) = (time.GetTimestamp(), time.GetTimestamp());
        (body.PlaceByBeginning, body.PlaceByLastBytes) = (_byBeginning.AddLast(body), _byLastBytes.AddLast(body));
    }

    public void Touch(Reservation body)
    {
        if (body.PlaceByLastBytes is { } place)
        {
            body.LastBytes = time.GetTimestamp();
            _byLastBytes.Remove(place);
            _byLastBytes.AddLast(place);
        }
    }

    public void Remove(Reservation body)
    {
        if (body is { PlaceByBeginning: { } begun, PlaceByLastBytes: { } last })
        {
            _byBeginning.Remove(begun);
            _byLastBytes.Remove(last);
            (body.PlaceByBeginning, body.PlaceByLastBytes) = (null, null);
        }
    }

    /// <summary>The body that has to give way first; null when none has been slow enough.</summary>
    /// <param name="mine">What it would give way to: never itself.</param>
    public Reservation? FindSlowest(Reservation mine) =>
        _byLastBytes.First?.Value is { } idle && !ReferenceEquals(idle, mine) && time.GetElapsedTime(idle.LastBytes) >= pause ? idle
        : _byBeginning.First?.Value is { } oldest && !ReferenceEquals(oldest, mine) && time.GetElapsedTime(oldest.Begun) >= grace ? oldest
        : null;
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
    public long Begun { get; set; }

    public long LastBytes { get; set; }

    public CancellationTokenSource? Reading { get; set; }

    public LinkedListNode<Reservation>? PlaceByBeginning { get; set; }

    public LinkedListNode<Reservation>? PlaceByLastBytes { get; set; }
}
