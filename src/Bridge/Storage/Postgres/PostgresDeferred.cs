using Npgsql;
using NpgsqlTypes;

namespace Bridge.Storage.Postgres;

/// <summary>Events that wait a while for a better one: when it comes they are dropped, else they are released as they are.</summary>
internal static class PostgresDeferred
{
    /// <remarks>
    /// The better one may be on its way in at this very moment, with another forwarder: neither transaction sees the other's row. So it is
    /// looked for once more when the deferred event is released.
    /// </remarks>
    private const string Hold = """
        WITH incoming AS (
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) WITH ORDINALITY
                AS item (id, replaced_by, due_at, name, destination, source, received_at, payload, place)
        ),
        wanted AS (
            SELECT * FROM incoming WHERE replaced_by = id OR NOT EXISTS (SELECT FROM seen WHERE seen.id = incoming.replaced_by)
        ),
        fresh AS (
            INSERT INTO seen (day, id)
            SELECT today.day, wanted.id
            FROM wanted, (SELECT max(day) AS day FROM seen_days) AS today
            WHERE NOT EXISTS (SELECT FROM seen AS earlier WHERE earlier.id = wanted.id AND earlier.day < today.day)
            ORDER BY wanted.id
            ON CONFLICT DO NOTHING
            RETURNING id
        ),
        put_off AS (
            INSERT INTO deferred (id, replaced_by, due_at, name, destination, source, received_at, payload)
            SELECT id, replaced_by, due_at, name, destination, source, received_at, payload
            FROM wanted JOIN fresh USING (id) WHERE due_at IS NOT NULL ORDER BY place
        ),
        queued AS (
            INSERT INTO events (id, name, destination, source, received_at, payload)
            SELECT id, name, destination, source, received_at, payload FROM wanted JOIN fresh USING (id) WHERE due_at IS NULL ORDER BY place
        )
        SELECT
            (SELECT count(*) FROM wanted JOIN fresh USING (id) WHERE due_at IS NOT NULL),
            (SELECT count(*) FROM wanted JOIN fresh USING (id) WHERE due_at IS NULL),
            (SELECT count(*) FROM incoming) - (SELECT count(*) FROM wanted)
        """;

    private const string Release = """
        WITH due AS (
            DELETE FROM deferred WHERE id IN (SELECT id FROM deferred WHERE due_at <= $1 OR due_at > $3 ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING *
        ),
        queued AS (
            INSERT INTO events (id, name, destination, source, received_at, payload)
            SELECT id, name, destination, source, received_at, payload FROM due
            WHERE replaced_by = id OR NOT EXISTS (SELECT FROM seen WHERE seen.id = due.replaced_by) ORDER BY due_at
        )
        SELECT count(*) FROM due
        """;

    /// <summary>Within the transaction of the intake, after the items that may be the better ones.</summary>
    /// <returns>How many are held, how many went out at once, and how many were dropped because the better one was there.</returns>
    public static async Task<(int Deferred, int Queued, int Replaced)> WriteAsync(
        NpgsqlConnection connection,
        List<IntakeItem> items,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(Hold, connection)
        {
            Parameters =
            {
                PostgresValue.Column(NpgsqlDbType.Uuid, items, item => item.Id),
                PostgresValue.Column(NpgsqlDbType.Uuid, items, item => item.ReplacedBy!.Value),
                PostgresValue.Column(NpgsqlDbType.Bigint, items, item => item.HoldUntil?.ToUnixTimeMilliseconds()),
                PostgresValue.Column(NpgsqlDbType.Text, items, item => PostgresText.Of(item.Name) ?? ""),
                PostgresValue.Column(NpgsqlDbType.Text, items, item => PostgresText.Of(item.Destination)),
                PostgresValue.Column(NpgsqlDbType.Text, items, item => PostgresText.Of(item.Source)),
                PostgresValue.Column(NpgsqlDbType.Bigint, items, item => item.ReceivedAt.ToUnixTimeMilliseconds()),
                PostgresValue.Column(NpgsqlDbType.Bytea, items, item => item.Payload),
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return ((int)reader.GetInt64(0), (int)reader.GetInt64(1), (int)reader.GetInt64(2));
    }

    public static async Task<int> ReleaseAsync(
        NpgsqlConnection connection,
        DateTimeOffset now,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var release = new NpgsqlBatchCommand(Release)
        {
            Parameters =
            {
                PostgresValue.Of((DateTimeOffset?)now),
                PostgresValue.Of(limit),
                PostgresValue.Of((DateTimeOffset?)(now + Deferral.Longest)),
            },
        };
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { new NpgsqlBatchCommand(PostgresDurability.Require), release },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken); // the first one says how durable the commit is
        await reader.ReadAsync(cancellationToken);
        return (int)reader.GetInt64(0);
    }
}
