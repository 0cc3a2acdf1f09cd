using Npgsql;

namespace Bridge.Storage.Postgres;

/// <summary>Signs of life of the processes, stamped with the server's clock.</summary>
internal static class PostgresHeartbeats
{
    private const string Now = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

    private const string IsOld = "COALESCE(heartbeats.previous_at, 0) < excluded.at - $6";

    private const string Beat = $"""
        INSERT INTO heartbeats (role, instance, at, clear_until, is_leaving) VALUES ($1, $2, COALESCE($5, {Now}), $3, $4)
        ON CONFLICT (role, instance) DO UPDATE SET
            previous_at = CASE WHEN {IsOld} THEN heartbeats.at ELSE heartbeats.previous_at END,
            previous_clear_until = CASE WHEN {IsOld} THEN heartbeats.clear_until ELSE heartbeats.previous_clear_until END,
            at = excluded.at, clear_until = excluded.clear_until, is_leaving = excluded.is_leaving
        """;

    private const string Forget = $"DELETE FROM heartbeats WHERE at < {Now} - $1";

    private const string Read = $"""
        SELECT {Now}, role, instance, at, clear_until, previous_at, previous_clear_until, is_leaving
        FROM (SELECT) AS one LEFT JOIN heartbeats ON true
        """;

    public static async Task<int> BeatAsync(NpgsqlConnection connection, IEnumerable<Heartbeat> beats, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var beat in beats)
        {
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand(Beat)
                {
                    Parameters =
                    {
                        PostgresValue.Of(beat.Role),
                        PostgresValue.Of(beat.Instance),
                        PostgresValue.Of((DateTimeOffset?)beat.ClearUntil),
                        PostgresValue.Of(beat.IsLeaving),
                        PostgresValue.Of(beat.At),
                        PostgresValue.Of((long)HeartbeatRole.PreviousFor.TotalMilliseconds),
                    },
                }
            );
        }

        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(Forget) { Parameters = { PostgresValue.Of((long)HeartbeatRole.ForgottenAfter.TotalMilliseconds) } }
        );
        return await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task<Heartbeats> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Read, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (now, rows) = (default(DateTimeOffset), new List<HeartbeatRow>());
        while (await reader.ReadAsync(cancellationToken))
        {
            now = TimeAt(reader, 0)!.Value;
            if (!reader.IsDBNull(1))
            {
                rows.Add(RowAt(reader));
            }
        }

        return new Heartbeats(now, rows);
    }

    private static HeartbeatRow RowAt(NpgsqlDataReader reader) =>
        new(
            reader.GetString(1),
            reader.GetString(2),
            TimeAt(reader, 3)!.Value,
            TimeAt(reader, 4)!.Value,
            TimeAt(reader, 5),
            TimeAt(reader, 6),
            reader.GetBoolean(7)
        );

    private static DateTimeOffset? TimeAt(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));
}
