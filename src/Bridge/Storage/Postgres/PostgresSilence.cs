using Npgsql;

namespace Bridge.Storage.Postgres;

/// <summary>What time alone does to conversations: silence ends them, and in the end they are forgotten.</summary>
internal static class PostgresSilence
{
    /// <remarks>What another forwarder holds just now is its own business.</remarks>
    private const string Due = """
        SELECT person, number, state, due_at, xmin FROM conversations WHERE due_at <= $1
        ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED
        """;

    /// <returns>How many conversations were looked at, and the events that follow.</returns>
    public static async Task<(int Due, IReadOnlyList<IntakeItem> Items)> ExpireAsync(
        NpgsqlConnection connection,
        DateTimeOffset watermark,
        int limit,
        IConversing conversing,
        KnownConversations known,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, cancellationToken);
        var read = await FindAsync(connection, transaction, watermark, limit, cancellationToken);
        if (read.Rows.Count == 0)
        {
            return (0, []);
        }

        known.Forget(read.Rows.Keys); // while they are locked
        Guid[] persons = [.. read.Rows.Keys.Select(key => key.Person).Distinct()];
        var people = await PostgresPeople.FindPersonsAsync(connection, persons, cancellationToken);
        var expired = conversing.Expire([.. read.Rows.Values], people, watermark);
        var told = await PostgresOptOuts.LeaveOutAsync(connection, expired.Items, cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var command in PostgresItems.Commands(told, [], now))
        {
            batch.BatchCommands.Add(command);
        }

        batch.BatchCommands.Add(read.UpdateOf(expired.Changed).Command);
        PostgresItems.AddCounts(batch, conversing.RollUp(expired.Items));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (read.Rows.Count, expired.Items);
    }

    private static async Task<ReadConversations> FindAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        DateTimeOffset watermark,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        PostgresOpening.AddTo(batch);
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(Due) { Parameters = { PostgresValue.Of((DateTimeOffset?)watermark), PostgresValue.Of(limit) } }
        );
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await PostgresOpening.SkipAsync(reader, cancellationToken);
        var read = new ReadConversations();
        while (await reader.ReadAsync(cancellationToken))
        {
            read.Add(PostgresConversations.RowAt(reader), ConversationVersion.At(reader, column: 4));
        }

        return read;
    }
}
