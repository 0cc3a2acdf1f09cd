namespace Bridge.Storage.Postgres;

/// <summary>A group's conversations as they are known, and what becomes of them.</summary>
internal sealed record RecalledConversing(ReckonedGroup Group, ReadConversations Read)
{
    /// <returns>To be begun; null where it is not worth it.</returns>
    public static WorkAhead<RecalledConversing?>? AheadOf(IntakeBatch group, KnownConversations known) =>
        ReckonedGroup.IsWorth(group) ? new(() => TryReckon(group, known), group.Conversing!.Help) : null;

    /// <returns>Null unless all of them are known.</returns>
    private static RecalledConversing? TryReckon(IntakeBatch group, KnownConversations known)
    {
        if (ReckonedGroup.ItemsOf(group) is not { } items)
        {
            return null;
        }

        var places = items.Select(item => PostgresConversations.PlaceOf(item, ledger: null)).ToList();
        var asked = places.OfType<ConversationPlace>().Distinct().ToList();
        var (keys, read) = PostgresConversations.Recall(asked, known);
        return asked.Count > 0 && keys.Count == asked.Count
            ? new(ReckonedGroup.Of(PostgresConversations.Taken(items, places, keys), read.Rows, group.Conversing!), read)
            : null;
    }
}
