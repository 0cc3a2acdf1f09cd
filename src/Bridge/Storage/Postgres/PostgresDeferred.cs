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
    private const string Remember = """
        WITH incoming AS (
            SELECT * FROM unnest($1, $2) AS item (id, replaced_by)
        ),
        wanted AS (
            SELECT * FROM incoming WHERE NOT EXISTS (SELECT FROM seen WHERE seen.id = incoming.replaced_by)
        ),
        fresh AS (
            INSERT INTO seen (day, id)
            SELECT today.day, wanted.id
            FROM wanted, (SELECT max(day) AS day FROM seen_days) AS today
            WHERE NOT EXISTS (SELECT FROM seen AS earlier WHERE earlier.id = wanted.id AND earlier.day < today.day)
            ORDER BY wanted.id
            ON CONFLICT DO NOTHING
            RETURNING id
        )
        SELECT wanted.id, fresh.id IS NOT NULL FROM wanted LEFT JOIN fresh USING (id)
        """;

    private const string Hold = """
        INSERT INTO deferred (id, replaced_by, due_at, name, destination, source, received_at, payload, reason, about, traceparent)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """;

    private const string Release = """
        WITH due AS (
            DELETE FROM deferred WHERE id IN (
                SELECT id FROM deferred WHERE due_at <= $1 OR due_at > $3 ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED
            ) RETURNING *
        )
        SELECT id, name, destination, source, received_at, payload, about, reason, traceparent,
            replaced_by <> id AND EXISTS (SELECT FROM seen WHERE seen.id = due.replaced_by)
        FROM due ORDER BY due_at
        """;

    /// <summary>Remembers provisional events, after the items that may be the better ones.</summary>
    public static NpgsqlBatchCommand RememberCommand(List<IntakeItem> items) =>
        new(Remember)
        {
            Parameters =
            {
                PostgresValue.Column(NpgsqlDbType.Uuid, items, item => item.Id),
                PostgresValue.Column(NpgsqlDbType.Uuid, items, item => item.ReplacedBy!.Value),
            },
        };

    /// <summary>Adds those that were never seen.</summary>
    /// <returns>Those that have no better one so far.</returns>
    public static async Task<HashSet<Guid>> ReadAsync(NpgsqlDataReader reader, HashSet<Guid> fresh, CancellationToken cancellationToken)
    {
        await reader.NextResultAsync(cancellationToken);
        var wanted = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            wanted.Add(reader.GetGuid(0));
            if (reader.GetBoolean(1))
            {
                fresh.Add(reader.GetGuid(0));
            }
        }

        return wanted;
    }

    /// <summary>When the oldest was received.</summary>
    public static async Task<DateTimeOffset?> FindOldestAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT MIN(received_at) FROM deferred", connection);
        return await command.ExecuteScalarAsync(cancellationToken) is long oldest ? DateTimeOffset.FromUnixTimeMilliseconds(oldest) : null;
    }

    public static NpgsqlBatchCommand HoldCommand(IReadOnlyList<IntakeItem> items) =>
        new(Hold)
        {
            Parameters =
            {
                PostgresValue.Column(NpgsqlDbType.Uuid, items, item => item.Id),
                PostgresValue.Column(NpgsqlDbType.Uuid, items, item => item.ReplacedBy ?? item.Id),
                PostgresValue.Column(NpgsqlDbType.Bigint, items, item => item.Deferral!.Until.ToUnixTimeMilliseconds()),
                PostgresValue.Column(NpgsqlDbType.Text, items, item => PostgresText.Of(item.Name) ?? ""),
                PostgresValue.Column(NpgsqlDbType.Text, items, item => PostgresText.Of(item.Destination)),
                PostgresValue.Column(NpgsqlDbType.Text, items, item => PostgresText.Of(item.Source)),
                PostgresValue.Column(NpgsqlDbType.Bigint, items, item => item.ReceivedAt.ToUnixTimeMilliseconds()),
                PostgresValue.Column(NpgsqlDbType.Bytea, items, item => item.Payload),
                PostgresValue.Column(NpgsqlDbType.Text, items, item => item.Deferral!.Reason),
                PostgresValue.Column(NpgsqlDbType.Bytea, items, item => item.AboutBytes()),
                PostgresValue.Column(NpgsqlDbType.Text, items, item => PostgresText.Of(item.TraceParent)),
            },
        };

    /// <summary>Takes out those whose time has come, or lies farther ahead than any can.</summary>
    public static async Task<Taken> TakeDueAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        DateTimeOffset now,
        int limit,
        IConversing? conversing,
        CancellationToken cancellationToken
    )
    {
        var release = new NpgsqlBatchCommand(Release)
        {
            Parameters =
            {
                PostgresValue.Of((DateTimeOffset?)now),
                PostgresValue.Of(limit),
                PostgresValue.Of((DateTimeOffset?)(now + Deferral.Absurd)),
            },
        };
        await using var batch = new NpgsqlBatch(connection, transaction);
        PostgresOpening.AddTo(batch);
        batch.BatchCommands.Add(release);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await PostgresOpening.SkipAsync(reader, cancellationToken);
        var (items, replaced) = (new List<IntakeItem>(), new List<IntakeItem>());
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.GetBoolean(9))
            {
                replaced.Add(ItemAt(reader));
                continue;
            }

            var about = reader.IsDBNull(6) ? [] : (byte[])reader.GetValue(6);
            items.Add(conversing?.Revive(ItemAt(reader), about) ?? ItemAt(reader));
        }

        return Taken.Released(items, replaced);
    }

    public static IntakeItem ItemAt(NpgsqlDataReader reader) =>
        new(
            IntakeKind.Event,
            reader.GetGuid(0),
            reader.GetString(1),
            reader.GetString(2),
            reader.IsDBNull(3) ? null : reader.GetString(3),
            null,
            (byte[])reader.GetValue(5),
            DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(4))
        )
        {
            TraceParent = reader.IsDBNull(8) ? null : reader.GetString(8),
            IsFromCrm = reader.GetString(7) is DeferralReason.FirstHandTwin or DeferralReason.EarlierAnswers,
            HasMoved = reader.GetString(7) == DeferralReason.EarlierAnswers,
        };
}
