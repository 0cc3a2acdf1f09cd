using Npgsql;
using NpgsqlTypes;

namespace Bridge.Storage.Postgres;

/// <summary>What taking in a group of items writes.</summary>
internal static class PostgresIntake
{
    /// <summary>Stands among the reasons for deferred events that a better one replaced.</summary>
    private const string Replaced = "replaced";

    /// <summary>Stands among them for events that nobody told of.</summary>
    private const string Inferred = "inferred";

    /// <summary>
    /// Whoever takes in holds this until the commit; whoever begins the next day waits for it, and is then waited for: see
    /// <see cref="SeenDays"/>.
    /// </summary>
    /// <remarks>A statement of its own, before the one that looks: that one must see what was committed until the lock was given.</remarks>
    private const string HoldTheDay = "LOCK TABLE ONLY seen IN ROW EXCLUSIVE MODE";

    /// <remarks>
    /// Two forwarders that take in the same id at the same moment meet at the unique index of the day, where the later one waits for the
    /// earlier one's commit and then finds the id seen. Ids go in sorted, so that two groups that share several cannot wait for each other.
    /// </remarks>
    private const string Store = """
        WITH incoming AS (
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $11, $12, $13, $15, $16) WITH ORDINALITY AS item (
                id, reason, name, destination, source, explanation, received_at, payload, grp, is_forwarded, is_inferred, happened_at,
                traceparent, place)
        ),
        fresh AS (
            INSERT INTO seen (day, id)
            SELECT today.day, incoming.id
            FROM incoming, (SELECT max(day) AS day FROM seen_days) AS today
            WHERE NOT EXISTS (SELECT FROM seen AS earlier WHERE earlier.id = incoming.id AND earlier.day < today.day)
            ORDER BY incoming.id
            ON CONFLICT DO NOTHING
            RETURNING id
        ),
        replaced AS (
            DELETE FROM deferred USING incoming WHERE deferred.replaced_by = incoming.id RETURNING deferred.replaced_by AS id
        ),
        taken AS (
            SELECT id FROM fresh UNION SELECT id FROM replaced
        ),
        queued AS (
            INSERT INTO events (id, name, destination, source, received_at, payload, happened_at, traceparent)
            SELECT id, COALESCE(name, ''), destination, source, received_at, payload, happened_at, traceparent
            FROM incoming JOIN taken USING (id) WHERE reason IS NULL AND is_forwarded ORDER BY place
        ),
        dead AS (
            INSERT INTO dead_letters (
                id, reason, explanation, name, destination, source, attempts, received_at, created_at, changed_at, payload, grp)
            SELECT id, reason, explanation, name, destination, source, 0, received_at, $9, $9, payload, grp
            FROM incoming JOIN taken USING (id) WHERE reason IS NOT NULL ORDER BY place
        )
        SELECT CASE WHEN is_inferred THEN $14 ELSE reason END, count(*)
        FROM incoming JOIN taken USING (id) WHERE is_forwarded GROUP BY 1
        UNION ALL SELECT $10, count(*) FROM replaced
        """;

    /// <returns>What the items became.</returns>
    public static async Task<IntakeCounts> WriteAsync(
        NpgsqlConnection connection,
        IntakeBatch group,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var distinct = group.Items.DistinctBy(item => item.Id).ToLookup(item => item.ReplacedBy is not null && item.IsForwarded);
        var provisional = distinct[true].ToList();
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(PostgresDurability.Require),
                new NpgsqlBatchCommand(HoldTheDay),
                StoreCommand([.. distinct[false]], now),
            },
        };
        var (counts, inferred) = await ReadCountsAsync(batch, cancellationToken);
        var (deferred, queued, replaced) =
            provisional.Count == 0 ? default : await PostgresDeferred.WriteAsync(connection, provisional, cancellationToken);
        await PostgresPeople.WriteAsync(connection, group.People, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        var stored =
            counts.Queued
            + counts.Unreadable
            + counts.Unrecognised
            + counts.Undeserialisable
            + counts.Unstorable
            + deferred
            + queued
            + replaced;
        return counts with
        {
            Queued = counts.Queued + queued + inferred,
            Deferred = deferred,
            Replaced = counts.Replaced + replaced,
            Duplicates = group.Items.Count(item => item is { IsForwarded: true, IsInferred: false }) - stored,
        };
    }

    private static NpgsqlBatchCommand StoreCommand(List<IntakeItem> items, DateTimeOffset now) =>
        new(Store)
        {
            Parameters =
            {
                PostgresValue.Column(NpgsqlDbType.Uuid, items, item => item.Id),
                PostgresValue.Column(NpgsqlDbType.Text, items, item => DeadReason.Of(item.Kind)),
                PostgresValue.Column(NpgsqlDbType.Text, items, item => PostgresText.Of(item.Name)),
                PostgresValue.Column(NpgsqlDbType.Text, items, item => PostgresText.Of(item.Destination)),
                PostgresValue.Column(NpgsqlDbType.Text, items, item => PostgresText.Of(item.Source)),
                PostgresValue.Column(NpgsqlDbType.Text, items, item => PostgresText.Of(item.Reason)),
                PostgresValue.Column(NpgsqlDbType.Bigint, items, item => item.ReceivedAt.ToUnixTimeMilliseconds()),
                PostgresValue.Column(NpgsqlDbType.Bytea, items, item => item.IsForwarded ? item.Payload : default),
                PostgresValue.Of((DateTimeOffset?)now),
                PostgresValue.Of(Replaced),
                PostgresValue.Column(NpgsqlDbType.Text, items, DeadGroup.Of),
                PostgresValue.Column(NpgsqlDbType.Boolean, items, item => item.IsForwarded),
                PostgresValue.Column(NpgsqlDbType.Boolean, items, item => item.IsInferred),
                PostgresValue.Of(Inferred),
                PostgresValue.Column(NpgsqlDbType.Bigint, items, item => item.About?.HappenedAt.ToUnixTimeMilliseconds()),
                PostgresValue.Column(NpgsqlDbType.Text, items, item => PostgresText.Of(item.TraceParent)),
            },
        };

    /// <returns>What became of the items, and how many events were queued beside them that nobody told of.</returns>
    private static async Task<(IntakeCounts Counts, int Inferred)> ReadCountsAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        var counts = default(IntakeCounts);
        var inferred = 0;
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken); // the first one says how durable the commit is
        while (await reader.ReadAsync(cancellationToken))
        {
            var (reason, count) = (reader.IsDBNull(0) ? null : reader.GetString(0), (int)reader.GetInt64(1));
            inferred += reason == Inferred ? count : 0;
            counts = With(counts, reason, count);
        }

        return (counts, inferred);
    }

    private static IntakeCounts With(IntakeCounts counts, string? reason, int count) =>
        reason switch
        {
            null => counts with { Queued = count },
            Replaced => counts with { Replaced = count },
            Inferred => counts,
            DeadReason.Undeserialisable => counts with { Undeserialisable = count },
            DeadReason.Unrecognised => counts with { Unrecognised = count },
            DeadReason.Unstorable => counts with { Unstorable = count },
            DeadReason.Invalid => counts with { Invalid = count },
            _ => counts with { Unreadable = count },
        };
}
