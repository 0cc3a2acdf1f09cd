namespace Bridge.Storage.Sqlite;

/// <summary>Conversations by who has them, where nobody says with which business number.</summary>
internal static class UserConversations
{
    /// <summary>Through the accounts, which are few, so that people need no index by their ids alone.</summary>
    public static List<FoundConversation> Find(SqliteSession session, IEnumerable<string> ids)
    {
        var query = session.Statement(
            $"""
            SELECT talk.person, talk.number, talk.state
            FROM (SELECT DISTINCT account FROM number_accounts LIMIT {FoundConversation.MostAccounts}) AS met
            CROSS JOIN people ON people.account = met.account AND people.id = ?1
            CROSS JOIN conversations AS talk ON talk.person = people.person
            LIMIT {FoundConversation.Most}
            """
        );
        var found = new List<FoundConversation>();
        foreach (var id in ids)
        {
            query.Bind(1, id);
            while (query.Read())
            {
                var key = new ConversationRowKey(query.GetId(0), query.GetText(1)!);
                found.Add(new FoundConversation(id, new ConversationRow(key, query.GetBlob(2).ToArray(), null)));
            }
        }

        return found;
    }
}
