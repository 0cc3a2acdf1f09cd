namespace Bridge.Storage.Postgres;

/// <summary>A group's conversations as they are known, and what becomes of them while the server looks for its ids.</summary>
internal sealed record RecalledConversing(ConversingAhead Ahead, ReadConversations Read)
{
    /// <returns>Null unless all of them are known.</returns>
    public static RecalledConversing? Begin(IntakeBatch group, KnownConversations known)
    {
        if (ConversingAhead.ItemsOf(group) is not { } items)
        {
            return null;
        }

        var places = items.Select(item => PostgresConversations.PlaceOf(item, ledger: null)).ToList();
        var asked = places.OfType<ConversationPlace>().Distinct().ToList();
        var (keys, read) = PostgresConversations.Recall(asked, known);
        return asked.Count > 0 && keys.Count == asked.Count
            ? new(new ConversingAhead(PostgresConversations.Taken(items, places, keys), read.Rows, group.Conversing!), read)
            : null;
    }
}
