namespace Bridge.Simulation.Load;

/// <summary>One POST of a run.</summary>
/// <param name="at">When Meta means to send it, counted from the start of the run.</param>
/// <param name="body">The bytes.</param>
/// <param name="original">The post it repeats, if it does.</param>
internal sealed class Post(TimeSpan at, byte[] body, Post? original = null)
{
    private int _isStored;

    public TimeSpan At { get; } = at;

    public byte[] Body { get; } = body;

    /// <summary>Whether its signature is not Meta's, so that it must be refused.</summary>
    public bool IsForged { get; init; }

    /// <summary>Whether a CRM posts it at <c>/v1/capture</c>, not Meta.</summary>
    public bool IsFromCrm { get; init; }

    /// <summary>Whether the same body was posted before.</summary>
    public bool IsRepeated => original is not null;

    /// <summary>The first post with this body.</summary>
    public Post First => original?.First ?? this;

    /// <summary>Notes that it was answered 200.</summary>
    /// <returns>Whether that is the first 200 for this body.</returns>
    public bool TryMarkStored() => Interlocked.Exchange(ref First._isStored, 1) == 0;

    /// <summary>The same body once more.</summary>
    public Post Again(TimeSpan when) => new(when, Body, First) { IsForged = IsForged, IsFromCrm = IsFromCrm };
}
