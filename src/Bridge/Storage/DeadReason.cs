using Bridge.Core.Masking;

namespace Bridge.Storage;

/// <summary>Why something is a dead letter, as stored and shown.</summary>
internal static class DeadReason
{
    public const string Refused = "refused";
    public const string TooLarge = "too large";
    public const string Expired = "expired";

    /// <summary>A conversion that waited while its person opted out: Meta is not told of it.</summary>
    public const string OptedOut = "opted out";

    public const string Unreadable = "unreadable";
    public const string Unrecognised = "unrecognised";

    /// <summary>A message of the broker that is no event batch, or that intake could not take: its raw body is kept whole.</summary>
    public const string Undeserialisable = "undeserialisable";

    /// <summary>
    /// An item that the store refused while it took others: it is kept as a batch of its own, from which it can be taken in again.
    /// </summary>
    public const string Unstorable = "unstorable";

    /// <summary>
    /// An event that another system posted and the collector would refuse: the request is kept, with nothing but this event in it.
    /// </summary>
    public const string Invalid = "invalid";

    /// <summary>The reasons of dead letters that hold an event, for a statement.</summary>
    public const string OfEvents = $"('{Refused}', '{TooLarge}', '{Expired}', '{OptedOut}')";

    /// <summary>The reasons of dead letters that are called by an event's name, for a statement.</summary>
    public const string OfEventNames = $"('{Refused}', '{TooLarge}', '{Expired}', '{OptedOut}', '{Invalid}')";

    /// <summary>Whether dead letters of a reason hold an event; the others hold what Meta or the broker sent.</summary>
    public static bool IsOfEvents(string reason) => reason is Refused or TooLarge or Expired or OptedOut;

    /// <summary>Whether what dead letters of a reason are called is an event's name, which another system may have chosen.</summary>
    public static bool NamesEvents(string reason) => IsOfEvents(reason) || reason == Invalid;

    /// <summary>What a dead letter is called before everybody: a name Bridge knows, or what can be nothing but a webhook's field.</summary>
    public static string? ShownName(string reason, string? name) =>
        name is null ? null
        : NamesEvents(reason) ? MaskedText.EventName(name)
        : MaskedText.FieldName(name);

    /// <summary>The reason with which an item becomes a dead letter at intake; null for events.</summary>
    public static string? Of(IntakeKind kind) =>
        kind switch
        {
            IntakeKind.Event => null,
            IntakeKind.Unreadable => Unreadable,
            IntakeKind.Unrecognised => Unrecognised,
            IntakeKind.Undeserialisable => Undeserialisable,
            IntakeKind.Unstorable => Unstorable,
            IntakeKind.Invalid => Invalid,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind has no reason yet."),
        };
}
