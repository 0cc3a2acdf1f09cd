namespace Bridge.Storage;

/// <summary>What becomes of the conversations of people who turned out to be one.</summary>
internal static class MergedConversations
{
    /// <param name="rows">All conversations of all of them.</param>
    /// <param name="merged">Who was somebody else all the time, and who.</param>
    /// <returns>The rows that are not as they were, under the older person's key.</returns>
    public static List<ConversationRow> Of(
        IEnumerable<ConversationRow> rows,
        IReadOnlyDictionary<Guid, Guid> merged,
        IConversing conversing
    ) =>
        [
            .. rows.GroupBy(row => row.Key with { Person = merged.GetValueOrDefault(row.Key.Person, row.Key.Person) })
                .Where(group => group.Any(row => merged.ContainsKey(row.Key.Person)))
                .Select(group => group.OrderBy(row => row.Key.Person).Aggregate(conversing.Merge) with { Key = group.Key }),
        ];
}
