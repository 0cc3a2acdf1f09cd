using Bridge.Core.Attribution;
using Bridge.Core.Conversions;

namespace Bridge.Core.Conversations;

/// <summary>
/// What is remembered of a thread: what its older facts add up to, and the last <see cref="MostFacts"/> facts themselves, so that whatever
/// comes late finds its place. Some hundred bytes.
/// </summary>
public sealed record ConversationState
{
    /// <summary>How many facts are remembered one by one.</summary>
    internal const int MostFacts = 48;

    /// <summary>In characters. Ids of agents and chats are others' words; what is longer is cut.</summary>
    internal const int LongestWord = 200;

    internal ConversationState() { }

    /// <summary>Whether the contact is known, or its creation told: then it is not told any more.</summary>
    public bool IsContactKnown { get; internal init; }

    /// <summary>The name a CRM gave the chat; events of the thread carry it as <c>chatId</c> from then on. Null until one did.</summary>
    public string? ChatId => ChatName?.Value;

    /// <summary>What brought the person here first.</summary>
    public Touch? FirstTouch => First?.Value;

    /// <summary>The last click on an ad up to a moment, of those that Meta gave an id; null for none.</summary>
    public AdClick? ClickAt(DateTimeOffset moment) =>
        Touches.Prepend(First).LastOrDefault(touch => touch?.Value.ClickId is not null && touch.At <= moment.ToUnixTimeMilliseconds())
            is { Value.ClickId: { } click } touch
            ? new AdClick(click, DateTimeOffset.FromUnixTimeMilliseconds(touch.At))
            : null;

    /// <summary>The largest number a conversation has or had.</summary>
    internal int LastNumber { get; init; }

    internal ConversationParty? Party { get; init; }

    internal Dated<string>? ChatName { get; init; }

    internal Dated<Touch>? First { get; init; }

    /// <summary>What brought the person here, each time: the latest few, from the oldest.</summary>
    internal IReadOnlyList<Dated<Touch>> Touches { get; init; } = [];

    /// <summary>Ids under which conversations were told before two persons turned out one, by number.</summary>
    internal IReadOnlyList<(int Number, Guid Id)> ForeignIds { get; init; } = [];

    internal EpisodeThread Base { get; init; } = new();

    /// <summary>In the order in which they happened.</summary>
    internal List<LoggedFact> Facts { get; init; } = [];

    /// <summary>The last that happened, in milliseconds since 1970; null when nothing did.</summary>
    internal long? LastAt => Facts.Count > 0 ? Math.Max(Facts[^1].At, Party?.At ?? long.MinValue) : Party?.At;

    /// <summary>When the person wrote last, as far as that is remembered; null when they did not.</summary>
    public DateTimeOffset? LastWrittenAt =>
        Facts.FindLastIndex(fact => fact.Kind == FactKind.Inbound) is var last and >= 0 ? TimeOf(Facts[last].At) : null;

    /// <summary>When anything happened last; null when nothing did.</summary>
    public DateTimeOffset? LastHappenedAt => LastAt is { } last ? TimeOf(last) : null;

    /// <summary>Whether something is remembered of it, and nothing that happened at a moment or before.</summary>
    public bool IsSince(DateTimeOffset moment) =>
        LastAt is not null
        && Base.IsEmpty
        && Facts.Select(fact => fact.At).Append(Party?.At ?? long.MaxValue).Min() > moment.ToUnixTimeMilliseconds();

    /// <summary>A thread of which nothing was heard.</summary>
    /// <param name="isContactKnown">The person was known before, so that their creation is no news.</param>
    public static ConversationState New(bool isContactKnown = false) => new() { IsContactKnown = isContactKnown };

    /// <summary>Reads what <see cref="ToBytes"/> wrote, of this version or one that wrote more.</summary>
    /// <returns>Of what cannot be read a new thread of a known contact: a creation must not be told twice.</returns>
    public static ConversationState Read(ReadOnlySpan<byte> bytes) => StateReader.Read(bytes) ?? New(isContactKnown: true);

    public byte[] ToBytes() => StateWriter.Write(this);

    /// <summary>The same after it was forgotten: that the contact is known and which numbers were used is all that stays.</summary>
    public ConversationState Forget() => new() { IsContactKnown = IsContactKnown, LastNumber = LastNumber };

    private static DateTimeOffset TimeOf(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
