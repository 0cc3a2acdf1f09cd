namespace Bridge.Storage;

/// <summary>What of a group was never taken in before, and what waits for something better.</summary>
/// <param name="Items">Taken in now, in their order; also what nobody forwards.</param>
/// <param name="Deferred">Put off; most are part of a conversation only when they go out.</param>
/// <param name="Dropped">Events dropped because a better one was or came there, or because they were taken in before.</param>
/// <param name="Joined">Events that became one with an item here, which has their id.</param>
internal sealed record Taken(
    IReadOnlyList<IntakeItem> Items,
    IReadOnlyList<IntakeItem> Deferred,
    IReadOnlyList<DroppedItem> Dropped,
    int Joined
)
{
    /// <summary>What was released from its wait.</summary>
    /// <param name="replaced">For which something better had come meanwhile.</param>
    public static Taken Released(IReadOnlyList<IntakeItem> items, IReadOnlyList<IntakeItem> replaced) =>
        new(items, [], [.. replaced.Select(item => new DroppedItem(DropRule.Replaced, item))], 0);

    /// <summary>With what has moved its conversation and waits all the same.</summary>
    public Taken Deferring(IReadOnlyList<IntakeItem> waiting) =>
        waiting.Count == 0 ? this : this with { Deferred = [.. Deferred, .. waiting] };

    /// <summary>All that goes no further, also what nobody forwards.</summary>
    /// <param name="stored">As in <see cref="Count"/>.</param>
    public IReadOnlyList<DroppedItem> AllDropped(IReadOnlyList<IntakeItem> stored) =>
        [
            .. Dropped,
            .. stored.Where(item => item.IsRepeat).Select(item => new DroppedItem(DropRule.OfRepeat(item.Name), item)),
            .. stored
                .Where(item => item is { IsForwarded: false, IsInferred: false, IsRepeat: false })
                .Select(item => new DroppedItem(DropRule.NotForwarded, item)),
        ];

    /// <summary>The counts of a group, once it is known what became of its conversations.</summary>
    /// <param name="stored">The items that were stored, with those that follow from them.</param>
    public IntakeCounts Count(IEnumerable<IntakeItem> stored)
    {
        var counts = new IntakeCounts
        {
            Replaced = Joined + CountOf(DropRule.Replaced),
            Duplicates = CountOf(DropRule.Duplicate),
            Late = CountOf(DropRule.LateTwin),
            Deferred = Deferred.Count,
        };
        foreach (var item in stored)
        {
            counts =
                item.IsRepeat ? counts with { Duplicates = counts.Duplicates + 1 }
                : item.IsForwarded ? With(counts, item.Kind)
                : counts;
        }

        return counts;
    }

    private int CountOf(string rule) => Dropped.Count(one => one.Rule == rule);

    private static IntakeCounts With(IntakeCounts counts, IntakeKind kind) =>
        kind switch
        {
            IntakeKind.Event => counts with { Queued = counts.Queued + 1 },
            IntakeKind.Unrecognised => counts with { Unrecognised = counts.Unrecognised + 1 },
            IntakeKind.Undeserialisable => counts with { Undeserialisable = counts.Undeserialisable + 1 },
            IntakeKind.Unstorable => counts with { Unstorable = counts.Unstorable + 1 },
            IntakeKind.Invalid => counts with { Invalid = counts.Invalid + 1 },
            _ => counts with { Unreadable = counts.Unreadable + 1 },
        };
}
