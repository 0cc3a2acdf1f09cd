namespace Bridge.Storage;

/// <summary>What of a group was never taken in before, and what waits for something better.</summary>
/// <param name="Items">Taken in now, in their order; also what nobody forwards.</param>
/// <param name="Deferred">Put off; part of a conversation only when it goes out.</param>
/// <param name="Replaced">Events dropped because a better one was or came there.</param>
/// <param name="Duplicates">Events that were taken in before, or twice in this group.</param>
internal sealed record Taken(IReadOnlyList<IntakeItem> Items, IReadOnlyList<IntakeItem> Deferred, int Replaced, int Duplicates)
{
    /// <summary>The counts of a group, once it is known what became of its conversations.</summary>
    /// <param name="stored">The items that were stored, with those that follow from them.</param>
    public IntakeCounts Count(IEnumerable<IntakeItem> stored)
    {
        var counts = new IntakeCounts
        {
            Replaced = Replaced,
            Duplicates = Duplicates,
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
