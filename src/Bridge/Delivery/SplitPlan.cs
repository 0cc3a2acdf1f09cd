namespace Bridge.Delivery;

/// <summary>Which part of a batch to post next, so that what the collector refuses is narrowed down to single events.</summary>
/// <remarks>One bad event among n costs at most 2·⌈log2 n⌉ + 1 posts. Each post is followed by exactly one of
/// <see cref="Taken"/>, <see cref="Refused"/> and <see cref="GivenBack"/>. Not safe for several threads.</remarks>
internal sealed class SplitPlan
{
    private readonly Stack<Part> _parts = new();
    private Part? _posted;

    public SplitPlan(int count)
    {
        if (count > 0)
        {
            _parts.Push(new Part(0, count));
        }
    }

    /// <summary>What has not been settled: the part posted last, unless its outcome was told, and all that were to follow.</summary>
    public IEnumerable<Range> Unsettled => _parts.Concat(_posted is { } posted ? [posted] : []).Select(part => part.Range);

    /// <summary>The part to post next; false when all is settled.</summary>
    public bool TryNext(out Range range)
    {
        if (!_parts.TryPop(out var part))
        {
            range = default;
            return false;
        }

        if (part is { IsKnownBad: true, Count: > 1 })
        {
            PushHalves(part, firstHalfTells: true);
            part = _parts.Pop();
        }

        _posted = part;
        range = part.Range;
        return true;
    }

    /// <summary>
    /// The collector took the part: if the other half stands next and both were refused together, the fault is in that one.
    /// </summary>
    public void Taken()
    {
        if (_posted is { TellsAboutNext: true })
        {
            _parts.Push(_parts.Pop() with { IsKnownBad = true });
        }

        _posted = null;
    }

    /// <summary>The collector refused the part; a single event is not posted again.</summary>
    /// <param name="asTooLarge">Then each half may well be small enough, and one says nothing about the other.</param>
    public void Refused(bool asTooLarge)
    {
        if (_posted is { Count: > 1 } part)
        {
            PushHalves(part, firstHalfTells: !asTooLarge);
        }

        _posted = null;
    }

    /// <summary>The part waits again in the store.</summary>
    public void GivenBack() => _posted = null;

    private void PushHalves(Part part, bool firstHalfTells)
    {
        var half = part.Count / 2;
        _parts.Push(new Part(part.Start + half, part.Count - half));
        _parts.Push(new Part(part.Start, half, TellsAboutNext: firstHalfTells));
    }

    /// <param name="IsKnownBad">It holds a refused event, though it was never posted by itself. A single event is posted even so: it dies
    /// by its own answer.</param>
    /// <param name="TellsAboutNext">It is the first half of what was refused, and the second is next on the stack.</param>
    private sealed record Part(int Start, int Count, bool IsKnownBad = false, bool TellsAboutNext = false)
    {
        public Range Range => Start..(Start + Count);
    }
}
