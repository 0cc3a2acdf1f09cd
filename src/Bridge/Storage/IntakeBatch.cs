using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;
using Bridge.Core.Events;

namespace Bridge.Storage;

/// <summary>What one transaction of intake writes.</summary>
internal sealed record IntakeBatch(IReadOnlyList<IntakeItem> Items)
{
    /// <summary>The spool rows that are done with these items.</summary>
    public IReadOnlyList<long> DrainedSpoolRows { get; init; } = [];

    /// <summary>Who is behind an id from now on; null forgets that somebody was.</summary>
    public IReadOnlyDictionary<PersonId, KnownPerson?> People { get; init; } = FrozenDictionary<PersonId, KnownPerson?>.Empty;

    /// <summary>Whether it was all taken in before, or could have been: then it moves no conversation.</summary>
    public bool IsReplay { get; init; }

    /// <summary>What the items do to the conversations they are part of; null when they touch none.</summary>
    public IConversing? Conversing { get; init; }

    /// <summary>What receiving dropped of what these items came with.</summary>
    public IReadOnlyList<TallyCount> Dropped { get; init; } = [];

    /// <summary>What goes no further since another of these items knows better.</summary>
    public IReadOnlyList<DroppedItem> Replaced { get; init; } = [];

    /// <summary>How many items came, before anything became of them.</summary>
    public int Received { get; init; } = CountTold(Items);

    /// <summary>How many of those were about somebody erased.</summary>
    public int Erased { get; init; }

    /// <summary>How many of those became one with another.</summary>
    public int Joined { get; init; }

    /// <summary>How many of some items somebody told of, or that leave: others only move conversations.</summary>
    public static int CountTold(IReadOnlyList<IntakeItem> items) =>
        items.Count(item => item is not { IsForwarded: false, IsInferred: true });
}

/// <summary>One item on its way in.</summary>
/// <param name="Kind">Whether it is for the collector or for the dead letters.</param>
/// <param name="Id">The event's id, by which repetitions are recognised.</param>
/// <param name="Name">The event's name; null for what is unreadable; the field's name for what is unrecognised.</param>
/// <param name="Destination">Where it goes: <c>default</c>, or the phone_number_id that has a destination of its own.</param>
/// <param name="Source">The business number (<c>phone_number_id</c>), when known.</param>
/// <param name="Reason">Why it is a dead letter; null for events.</param>
/// <param name="Payload">The track event in UTF-8 JSON exactly as it is posted; for dead letters what <c>raw</c> holds.</param>
/// <param name="ReceivedAt">When the webhook was received.</param>
internal sealed record IntakeItem(
    IntakeKind Kind,
    Guid Id,
    string? Name,
    string Destination,
    string? Source,
    string? Reason,
    ReadOnlyMemory<byte> Payload,
    DateTimeOffset ReceivedAt
)
{
    /// <summary>
    /// The event that says the same better (it may have this one's own id, from another source): was that one seen, this one is dropped;
    /// comes it while this one is held, it takes its place.
    /// </summary>
    public Guid? ReplacedBy { get; init; }

    /// <summary>Why it waits before it is queued, and until when; null queues it at once.</summary>
    public Deferral? Deferral { get; init; }

    /// <summary>The event that must have happened when this one has; null for most.</summary>
    public Guid? Implies { get; init; }

    /// <summary>Whether nobody told of it: it is what another one implies, and dropping it drops nothing that was told.</summary>
    public bool IsInferred { get; init; }

    /// <summary>Whether another system than Meta told of it.</summary>
    public bool IsFromCrm { get; init; }

    /// <summary>Whether the other side may tell of the same under the same id: both are one event then (<see cref="Twins"/>).</summary>
    public bool MayHaveTwin { get; init; }

    /// <summary>Another id under which a CRM tells of what Meta tells, where it does not say all of it; null for most.</summary>
    public Guid? AlsoToldAs { get; init; }

    /// <summary>
    /// The id under which a CRM told it, or would have, while Bridge did not know its business number; null for most. What was told under
    /// that one is a repetition under this one too.
    /// </summary>
    public Guid? FormerId { get; init; }

    /// <summary>Under which it may be told too: what is remembered with its own id.</summary>
    public IEnumerable<Guid> OtherIds => new[] { AlsoToldAs, FormerId }.OfType<Guid>();

    /// <summary>Whether what Meta and what a CRM told are both in it.</summary>
    public bool IsOfBoth { get; init; }

    /// <summary>Whether it leaves Bridge; what does not is remembered as seen all the same.</summary>
    public bool IsForwarded { get; init; } = true;

    /// <summary>By which ids it names a person; null when it names nobody.</summary>
    public PersonClue? Clue { get; init; }

    /// <summary>All ids of the person; null while only one was ever seen.</summary>
    public KnownPerson? Person { get; init; }

    /// <summary>The business number in whose conversation with the person it happened; null when it moves no conversation.</summary>
    public string? Conversation { get; init; }

    /// <summary>Whether it moves its conversation now, and leaves later, with what that knows by then.</summary>
    public bool LeavesLater => Deferral?.Reason == DeferralReason.EarlierAnswers;

    /// <summary>Whether it waits before it is part of a conversation.</summary>
    public bool IsPutOff => IsForwarded && Deferral is not null && !LeavesLater;

    /// <summary>Whether it moved its conversation when it came, and leaves now.</summary>
    public bool HasMoved { get; init; }

    /// <summary>Whether its conversation knows that it was told already, under another id: then it does not leave.</summary>
    public bool IsRepeat { get; init; }

    /// <summary>Where it stands in its conversation, for the figures; null when it is part of none.</summary>
    public ConversationMark? Mark { get; init; }

    /// <summary>What Meta is told of it as a conversion, or why it is not; null for what it never is.</summary>
    public ConversionCopy? Conversion { get; init; }

    /// <summary>Whether it follows from others, by their conversation: its id was not looked for yet.</summary>
    public bool IsDerived { get; init; }

    /// <summary>The span in which it was received (W3C Trace Context); null unless that is recorded.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Whom the event is about, where and when; null for what is no event, and where only the event itself says so.</summary>
    public EventSubject? About { get; init; }

    /// <summary>The same, as it is kept while the item is deferred.</summary>
    public byte[]? AboutBytes()
    {
        if (About is null)
        {
            return null;
        }

        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, TrackEvent.WriterOptions))
        {
            About.WriteTo(writer);
        }

        return bytes.WrittenSpan.ToArray();
    }
}

internal enum IntakeKind
{
    Event,
    Unreadable,
    Unrecognised,
    Undeserialisable,
    Unstorable,
    Invalid,
}

/// <summary>What a group of items became.</summary>
/// <param name="Deferred">Events deferred for a better one.</param>
/// <param name="Replaced">Events dropped because a better one was or came there.</param>
/// <param name="Late">Events dropped because what the other side told of the same had left (<see cref="DropRule.LateTwin"/>).</param>
internal readonly record struct IntakeCounts(
    int Queued,
    int Duplicates,
    int Unreadable,
    int Unrecognised,
    int Undeserialisable = 0,
    int Deferred = 0,
    int Replaced = 0,
    int Unstorable = 0,
    int Invalid = 0,
    int Late = 0
);

/// <summary>An event's wait before it is queued.</summary>
/// <param name="Reason">One of <see cref="DeferralReason"/>.</param>
internal sealed record Deferral(string Reason, DateTimeOffset Until)
{
    /// <summary>The most that <c>Intake:UnavailableHold</c> and <c>Intake:TwinHold</c> can be.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>What is due later than so far ahead was deferred by a clock that has been set back since.</summary>
    /// <remarks>
    /// More than anything waits: whoever releases looked at the clock before it asks for what is due, and on another machine's clock it
    /// may be earlier. Otherwise what has just begun the longest wait would leave at once, without what it waits for.
    /// </remarks>
    public static readonly TimeSpan Absurd = Longest + TimeSpan.FromHours(1);
}

/// <summary>Why an event waits, as stored.</summary>
internal static class DeferralReason
{
    /// <summary>For another event that says the same better: <see cref="IntakeItem.ReplacedBy"/>.</summary>
    public const string BetterCopy = "better copy";

    /// <summary>What Meta told waits for what a CRM has to add, under the same id.</summary>
    public const string RicherTwin = "richer twin";

    /// <summary>What a CRM told waits for Meta, who knows it first hand, under the same id.</summary>
    public const string FirstHandTwin = "first-hand twin";

    /// <summary>A CRM's end of a conversation waits for the answers before it, which may wait for their twins.</summary>
    public const string EarlierAnswers = "earlier answers";
}
