using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace Bridge.Storage;

/// <summary>A conversation: a person's with a business number.</summary>
/// <param name="Person">The person's surrogate, which no id of theirs can change.</param>
/// <param name="Number">The <c>phone_number_id</c>, or the page.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ConversationRowKey(Guid Person, string Number)
{
    /// <summary>Few write to many numbers, and it is asked for many times for each event.</summary>
    public override int GetHashCode() => Person.GetHashCode();
}

/// <summary>What is known of a conversation, as the transaction that holds it sees it.</summary>
/// <param name="State">What the reducer of <c>Bridge.Core</c> makes of it; empty for a conversation that begins.</param>
/// <param name="DueAt">When silence would end it, or when it may be forgotten; null when time alone changes nothing.</param>
/// <param name="IsKnownContact">The person was known before Bridge met them; asked only of a conversation that begins.</param>
internal sealed record ConversationRow(
    ConversationRowKey Key,
    ReadOnlyMemory<byte> State,
    DateTimeOffset? DueAt,
    bool IsKnownContact = false
);

/// <summary>An item that was never taken in before, with the conversation it is part of.</summary>
/// <param name="Conversation">Null when it is part of none.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TakenItem(IntakeItem Item, ConversationRowKey? Conversation);

/// <summary>What became of items and conversations.</summary>
/// <param name="Items">The items, enriched, and those that follow from them, in the order in which they go out.</param>
/// <param name="Changed">The rows that are not as they were.</param>
internal sealed record Conversed(IReadOnlyList<IntakeItem> Items, IReadOnlyList<ConversationRow> Changed)
{
    /// <summary>Items that moved their conversations and leave later, as they came (<see cref="IntakeItem.LeavesLater"/>).</summary>
    public IReadOnlyList<IntakeItem> Waiting { get; init; } = [];
}

/// <summary>
/// What intake makes of conversations inside its transaction. Pure, so that the transaction may be repeated.
/// </summary>
internal interface IConversing
{
    /// <summary>Lets items move their conversations.</summary>
    /// <param name="conversations">A row for each conversation among the items.</param>
    /// <param name="people">All ids of those among <see cref="Unidentified"/> of whom more than one is known.</param>
    Conversed Converse(
        IReadOnlyList<TakenItem> items,
        IReadOnlyDictionary<ConversationRowKey, ConversationRow> conversations,
        IReadOnlyDictionary<Guid, KnownPerson> people
    );

    /// <summary>For whoever waits for another thread's <see cref="Converse"/>: takes part in it while something is left to begin.</summary>
    void Help() { }

    /// <summary>Items of which none is part of a conversation.</summary>
    Conversed ConverseNone(IReadOnlyList<IntakeItem> items) =>
        Converse(
            [.. items.Select(item => new TakenItem(item, null))],
            FrozenDictionary<ConversationRowKey, ConversationRow>.Empty,
            FrozenDictionary<Guid, KnownPerson>.Empty
        );

    /// <summary>The people of whom it must be looked up which ids they have: those of items that were deferred.</summary>
    IReadOnlyList<Guid> Unidentified(IReadOnlyList<TakenItem> items);

    /// <summary>Lets time do to conversations what it does.</summary>
    /// <param name="people">All ids of those of whom more than one is known.</param>
    /// <param name="watermark">Everything received before is taken in.</param>
    Conversed Expire(IReadOnlyList<ConversationRow> rows, IReadOnlyDictionary<Guid, KnownPerson> people, DateTimeOffset watermark);

    /// <summary>Makes a deferred item, on its way out, one that moves its conversation as if it came now.</summary>
    /// <param name="about">What was kept of <see cref="IntakeItem.About"/>; empty where nothing was.</param>
    IntakeItem Revive(IntakeItem item, ReadOnlyMemory<byte> about);

    /// <summary>Makes an item that is part of a conversation one that leaves as part of none.</summary>
    IntakeItem Detach(IntakeItem item) => item with { Conversation = null };

    /// <summary>What stored items add to the figures of their hours, as <c>Bridge.Core</c> writes it; empty for nothing.</summary>
    ReadOnlyMemory<byte> RollUp(IReadOnlyList<IntakeItem> items);

    /// <summary>Two conversations turn out to be one person's.</summary>
    /// <returns>The row under the older one's key.</returns>
    ConversationRow Merge(ConversationRow older, ConversationRow younger);
}
