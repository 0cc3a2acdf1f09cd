using Npgsql;

namespace Bridge.Storage.Postgres;

/// <summary>Conversations by who has them, where nobody says with which business number.</summary>
internal static class PostgresUserConversations
{
    /// <summary>Through the accounts, which are few, so that people need no index by their ids alone.</summary>
    private static readonly string Asked = $"""
        SELECT asked.id, talk.person, talk.number, talk.state
        FROM unnest($1) AS asked (id)
        CROSS JOIN LATERAL (
            SELECT conversations.person, conversations.number, conversations.state
            FROM (SELECT DISTINCT account FROM number_accounts LIMIT {FoundConversation.MostAccounts}) AS met
            JOIN people ON people.account = met.account AND people.id = asked.id
            JOIN conversations USING (person)
            LIMIT {FoundConversation.Most}
        ) AS talk
        """;

    public static async Task<List<FoundConversation>> FindAsync(
        NpgsqlConnection connection,
        string[] ids,
        CancellationToken cancellationToken
    )
    {
        var found = new List<FoundConversation>();
        await using var command = new NpgsqlCommand(Asked, connection) { Parameters = { PostgresValue.Of(ids) } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var key = new ConversationRowKey(reader.GetGuid(1), reader.GetString(2));
            found.Add(new FoundConversation(reader.GetString(0), new ConversationRow(key, reader.GetFieldValue<byte[]>(3), null)));
        }

        return found;
    }
}
