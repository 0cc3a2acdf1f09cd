using System.Collections.Frozen;
using Bridge.Core.Capture;
using Bridge.Core.Translation;
using Bridge.Core.Translation.Messages;
using Bridge.Core.Translation.Messenger;

namespace Bridge.Storage;

/// <summary>The rules by which something that was taken in goes no further, as counted, stored and shown.</summary>
internal static class DropRule
{
    /// <summary>It was taken in before.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>A CRM says that a conversation is over that silence or another word ended before. Counts as a duplicate.</summary>
    public const string EndedBefore = "ended_before";

    /// <summary>A CRM says what Bridge has told already under another id. Counts as a duplicate.</summary>
    public const string ToldBefore = "told_before";

    /// <summary>
    /// Meta or a CRM tells of a message after what the other one told of it had left alone (<see cref="Twins"/>): the collector does not
    /// get what it adds. Told again it is a duplicate.
    /// </summary>
    public const string LateTwin = "late_twin";

    /// <summary>Something better was or came in its place.</summary>
    public const string Replaced = "replaced";

    /// <summary>Its name is not among <c>Events:Forward</c>.</summary>
    public const string NotForwarded = Forwarding.Rule;

    /// <summary>It is about somebody who was erased.</summary>
    public const string Erased = "erased";

    /// <summary>An operator put the dead letter aside, and it was purged long after.</summary>
    public const string Discarded = "discarded";

    /// <summary>What could not be read was translated again: what it became counts instead.</summary>
    public const string Retranslated = "retranslated";

    /// <summary>A receiver that knows more rules than this version dropped it.</summary>
    public const string Other = "other";

    /// <summary>By which an event does not leave whose conversation knows what it says.</summary>
    public static string OfRepeat(string? name) => name == "chat.resolved" ? EndedBefore : ToldBefore;

    /// <summary>Those by which receiving drops, before anything is an item: of them only the number is known.</summary>
    public static readonly FrozenSet<string> OfReceiving = FrozenSet.Create(
        MessengerItem.Rule,
        WebhookTranslation.EmptyRule,
        Handovers.NoPerson,
        History.Rule,
        CaptureRequest.NotTrackRule,
        Duplicate
    );
}

/// <summary>Something that was taken in and goes no further.</summary>
/// <param name="Rule">One of <see cref="DropRule"/>.</param>
internal sealed record DroppedItem(string Rule, IntakeItem Item)
{
    /// <summary>Of what waited in the store for something better, which has come.</summary>
    public static DroppedItem Replaced(Guid id, string name, DateTimeOffset receivedAt) =>
        new(DropRule.Replaced, new IntakeItem(IntakeKind.Event, id, name, "", null, null, default, receivedAt));
}
