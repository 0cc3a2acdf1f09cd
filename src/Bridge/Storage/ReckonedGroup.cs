using System.Collections.Frozen;

namespace Bridge.Storage;

/// <summary>
/// What becomes of a group's conversations if nothing of it was taken in before: reckoned while the store looks for its ids, which takes as
/// long, and of use when it was so.
/// </summary>
/// <param name="Items">What it is reckoned with.</param>
/// <param name="Conversed">What became of items and conversations.</param>
/// <param name="Counts">What that adds to the figures.</param>
internal sealed record ReckonedGroup(IReadOnlyList<TakenItem> Items, Conversed Conversed, Lazy<ReadOnlyMemory<byte>> Counts)
{
    /// <summary>From so many items on another thread is asked: for a few that costs more than it spares.</summary>
    private const int WorthSharing = 32;

    public static bool IsWorth(IntakeBatch group) => group.Conversing is not null && group.Items.Count >= WorthSharing;

    /// <returns>What of a group will be taken in if none of it was before; null where something else must be known first.</returns>
    public static IReadOnlyList<IntakeItem>? ItemsOf(IntakeBatch group)
    {
        if (group.People.Count > 0)
        {
            return null;
        }

        var (items, ids) = (new List<IntakeItem>(group.Items.Count), new HashSet<Guid>(group.Items.Count));
        foreach (var item in group.Items)
        {
            if (!IsPlain(item))
            {
                return null;
            }

            if (!item.IsPutOff && ids.Add(item.Id))
            {
                items.Add(item);
            }
        }

        return items;
    }

    /// <param name="items">Of <see cref="ItemsOf"/>.</param>
    /// <param name="rows">A row for each conversation among the items.</param>
    public static ReckonedGroup Of(
        IReadOnlyList<TakenItem> items,
        IReadOnlyDictionary<ConversationRowKey, ConversationRow> rows,
        IConversing conversing
    )
    {
        var conversed = conversing.Converse(items, rows, FrozenDictionary<Guid, KnownPerson>.Empty);
        return new ReckonedGroup(items, conversed, RollUpAside.Begin(conversed.Items, conversing));
    }

    /// <param name="items">What was never taken in before.</param>
    public bool IsOf(IReadOnlyList<IntakeItem> items) =>
        Items.Select(taken => taken.Item).SequenceEqual<object>(items, ReferenceEqualityComparer.Instance);

    /// <summary>Waits for nothing better under another id, nothing waits for it under one, and it says no news of who is who.</summary>
    private static bool IsPlain(IntakeItem item) =>
        (item.ReplacedBy is null || item.ReplacedBy == item.Id)
        && item is { AlsoToldAs: null, FormerId: null }
        && item.Clue is not { IsNews: true }
        && LateAccounts.NumberOf(item) is null;
}
