using Bridge.Core.Events;

namespace Bridge.Core.Capture;

/// <summary>What the body of one <c>POST /v1/capture</c> became: every element of its batch is in exactly one of these.</summary>
public sealed class CaptureRequest
{
    /// <summary>The rule that drops Segment's calls that are no track events.</summary>
    public const string NotTrackRule = "not_track";

    /// <summary>The rule that drops what another event of the same batch has said.</summary>
    public const string DuplicateRule = "duplicate";

    /// <summary>What is wrong with the request as a whole; then the rest is empty, and nothing may be stored of it.</summary>
    public CaptureFault? Fault { get; internal init; }

    public List<CapturedEvent> Events { get; } = [];

    /// <summary>What is wrong by itself, and harms none of its neighbours.</summary>
    public List<InvalidEvent> Invalid { get; } = [];

    /// <summary>What a rule drops: where it stands in the batch, and its type.</summary>
    public List<(int Index, string Type)> Dropped { get; } = [];

    /// <summary>How many say what another of the same batch has said.</summary>
    public int Duplicates { get; internal set; }

    /// <summary>How many events it is worth to who may post only so many: whatever was looked at, and at least one.</summary>
    public int Cost => Math.Max(1, Events.Count + Invalid.Count + Dropped.Count + Duplicates);

    /// <summary>Whether nothing in it is of use.</summary>
    public bool IsHopeless => Events.Count == 0 && Dropped.Count == 0;
}

/// <summary>Why a request is refused as a whole.</summary>
/// <param name="IsTooMuch">It is larger than may be; otherwise it is no batch.</param>
/// <param name="Problem">A sentence without its full stop.</param>
public sealed record CaptureFault(bool IsTooMuch, string Problem);

/// <summary>An event as it goes to the collector.</summary>
/// <param name="Index">Its place in the batch.</param>
/// <param name="Source">The business number it belongs to, or the page, which chooses the destination; null when nobody said.</param>
/// <param name="Json">In UTF-8.</param>
public sealed record CapturedEvent(int Index, Guid Id, string Name, string? Source, EventSubject Subject, ReadOnlyMemory<byte> Json)
{
    /// <summary>The id of the delivery that a message which was read or played implies.</summary>
    public Guid? Implies { get; init; }
}

/// <summary>An event that the collector would refuse.</summary>
/// <param name="Index">Its place in the batch.</param>
/// <param name="Id">From who sent it and what it says: the same mistake, posted again and again, is one dead letter.</param>
/// <param name="Name">The event's name, when it is one.</param>
/// <param name="Source">The business number, when it says so and may.</param>
/// <param name="Problems">At least one.</param>
/// <param name="Request">A request with nothing but this event in it, and with who sent it: it can be read again by itself.</param>
public sealed record InvalidEvent(
    int Index,
    Guid Id,
    string? Name,
    string? Source,
    IReadOnlyList<CaptureProblem> Problems,
    ReadOnlyMemory<byte> Request
)
{
    private const int MostInReason = 5;

    /// <summary>What is wrong, in a sentence without its full stop.</summary>
    public string Reason => string.Join("; ", Problems.Take(MostInReason));
}
