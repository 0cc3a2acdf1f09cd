using Npgsql;
using NpgsqlTypes;

namespace Bridge.Storage.Postgres;

/// <summary>The conversations of people who turned out to be one: the older one's go on.</summary>
internal static class PostgresMergedConversations
{
    private const string Hold =
        "SELECT person, number, state, due_at FROM conversations WHERE person = ANY($1) ORDER BY person, number FOR UPDATE";

    private const string Leave = "DELETE FROM conversations WHERE person = ANY($1)";

    private const string Write = """
        INSERT INTO conversations (person, number, state, due_at)
        SELECT * FROM unnest($1, $2, $3, $4) AS merged (person, number, state, due_at) ORDER BY person, number
        ON CONFLICT (person, number) DO UPDATE SET state = excluded.state, due_at = excluded.due_at
        """;

    /// <param name="merged">Who was somebody else all the time, and who.</param>
    public static async Task MergeAsync(
        NpgsqlConnection connection,
        Dictionary<Guid, Guid> merged,
        IConversing conversing,
        CancellationToken cancellationToken
    )
    {
        Guid[] younger = [.. merged.Keys];
        var rows = await HoldAsync(connection, [.. younger, .. merged.Values.Distinct()], cancellationToken);
        var together = MergedConversations.Of(rows, merged, conversing);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(Leave) { Parameters = { PostgresValue.Of(younger) } },
                new NpgsqlBatchCommand(Write)
                {
                    Parameters =
                    {
                        PostgresValue.Column(NpgsqlDbType.Uuid, together, row => row.Key.Person),
                        PostgresValue.Column(NpgsqlDbType.Text, together, row => PostgresText.Of(row.Key.Number)),
                        PostgresValue.Column(NpgsqlDbType.Bytea, together, row => row.State),
                        PostgresValue.Column(NpgsqlDbType.Bigint, together, row => row.DueAt?.ToUnixTimeMilliseconds()),
                    },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<List<ConversationRow>> HoldAsync(
        NpgsqlConnection connection,
        Guid[] people,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(Hold, connection) { Parameters = { PostgresValue.Of(people) } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<ConversationRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(PostgresConversations.RowAt(reader));
        }

        return rows;
    }
}
