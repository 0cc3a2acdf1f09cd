using Npgsql;
using NpgsqlTypes;

namespace Bridge.Storage.Postgres;

/// <summary>Where items go that were never taken in before: events to the collector, dead letters, or put off.</summary>
internal static class PostgresItems
{
    /// <remarks>What follows from a conversation was not looked for among the ids seen, as the others were before.</remarks>
    private static readonly string Queue = $"""
        WITH incoming AS (
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) WITH ORDINALITY
                AS item (id, name, destination, source, received_at, payload, is_derived, happened_at, traceparent, place)
        ),
        fresh AS (
            INSERT INTO seen (day, id)
            SELECT today.day, incoming.id
            FROM incoming, (SELECT max(day) AS day FROM seen_days) AS today
            WHERE is_derived AND NOT EXISTS (SELECT FROM seen AS earlier WHERE earlier.id = incoming.id AND earlier.day < today.day)
            ORDER BY incoming.id
            ON CONFLICT DO NOTHING
            RETURNING id
        ),
        followed AS (
            SELECT id FROM fresh
            UNION ALL
            SELECT id FROM incoming WHERE destination = '{ConversionCopy.Destination}' AND (NOT is_derived OR id IN (SELECT id FROM fresh))
        ),
        counted AS ({PostgresTotals.Count(FlowTally.Derived, "followed")})
        INSERT INTO events (id, name, destination, source, received_at, payload, happened_at, traceparent)
        SELECT id, name, destination, source, received_at, payload, happened_at, traceparent
        FROM incoming WHERE NOT is_derived OR id IN (SELECT id FROM fresh) ORDER BY place
        """;

    private const string Kill = """
        INSERT INTO dead_letters (
            id, reason, explanation, name, destination, source, attempts, received_at, created_at, changed_at, payload, grp)
        SELECT id, reason, explanation, name, destination, source, 0, received_at, $8, $8, payload, grp
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $9, $10) WITH ORDINALITY
            AS item (id, reason, explanation, name, destination, source, received_at, payload, grp, place)
        ORDER BY place
        """;

    public static IEnumerable<NpgsqlBatchCommand> Commands(
        IReadOnlyList<IntakeItem> items,
        IReadOnlyList<IntakeItem> deferred,
        DateTimeOffset now
    )
    {
        var unjoined = items.Where(UnjoinedTwins.IsCrms).ToList();
        var events = items.Where(item => item is { Kind: IntakeKind.Event, IsForwarded: true, IsRepeat: false }).ToList();
        var dead = items.Where(item => item.Kind != IntakeKind.Event).ToList();
        if (unjoined.Count > 0)
        {
            yield return PostgresUnjoinedTwins.RememberCommand(unjoined);
        }

        if (events.Count > 0)
        {
            yield return QueueCommand([.. events.SelectMany(Outgoing)]);
        }

        if (ConversionCopy.CountLeftOut(events).ToList() is { Count: > 0 } leftOut)
        {
            yield return PostgresTotals.Command(leftOut, now);
        }

        if (dead.Count > 0)
        {
            yield return KillCommand(dead, now);
        }

        if (deferred.Count > 0)
        {
            yield return PostgresDeferred.HoldCommand(deferred);
        }
    }

    /// <summary>What they add to the figures: a row of its own, so that nobody waits for whoever counts the same hour.</summary>
    public static void AddCounts(NpgsqlBatch batch, ReadOnlyMemory<byte> counts)
    {
        if (!counts.IsEmpty)
        {
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand("INSERT INTO insights_pending (counts) VALUES ($1)")
                {
                    Parameters =
                    {
                        new NpgsqlParameter { Value = counts, NpgsqlDbType = NpgsqlDbType.Bytea },
                    },
                }
            );
        }
    }

    /// <summary>An event as it waits for its collector, and as it waits for Meta.</summary>
    private static IEnumerable<IntakeItem> Outgoing(IntakeItem item)
    {
        yield return UnjoinedTwins.IsCrms(item) ? UnjoinedTwins.Leave(item) : item;
        if (ConversionCopy.Of(item) is { } copy)
        {
            yield return copy;
        }
    }

    private static NpgsqlBatchCommand QueueCommand(List<IntakeItem> events) =>
        new(Queue)
        {
            Parameters =
            {
                PostgresValue.Column(NpgsqlDbType.Uuid, events, item => item.Id),
                PostgresValue.Column(NpgsqlDbType.Text, events, item => PostgresText.Of(item.Name) ?? ""),
                PostgresValue.Column(NpgsqlDbType.Text, events, item => PostgresText.Of(item.Destination)),
                PostgresValue.Column(NpgsqlDbType.Text, events, item => PostgresText.Of(item.Source)),
                PostgresValue.Column(NpgsqlDbType.Bigint, events, item => item.ReceivedAt.ToUnixTimeMilliseconds()),
                PostgresValue.Column(NpgsqlDbType.Bytea, events, item => item.Payload),
                PostgresValue.Column(NpgsqlDbType.Boolean, events, item => item.IsDerived),
                PostgresValue.Column(NpgsqlDbType.Bigint, events, item => item.About?.HappenedAt.ToUnixTimeMilliseconds()),
                PostgresValue.Column(NpgsqlDbType.Text, events, item => PostgresText.Of(item.TraceParent)),
            },
        };

    private static NpgsqlBatchCommand KillCommand(List<IntakeItem> dead, DateTimeOffset now) =>
        new(Kill)
        {
            Parameters =
            {
                PostgresValue.Column(NpgsqlDbType.Uuid, dead, item => item.Id),
                PostgresValue.Column(NpgsqlDbType.Text, dead, item => DeadReason.Of(item.Kind)),
                PostgresValue.Column(NpgsqlDbType.Text, dead, item => PostgresText.Of(item.Reason)),
                PostgresValue.Column(NpgsqlDbType.Text, dead, item => PostgresText.Of(item.Name)),
                PostgresValue.Column(NpgsqlDbType.Text, dead, item => PostgresText.Of(item.Destination)),
                PostgresValue.Column(NpgsqlDbType.Text, dead, item => PostgresText.Of(item.Source)),
                PostgresValue.Column(NpgsqlDbType.Bigint, dead, item => item.ReceivedAt.ToUnixTimeMilliseconds()),
                PostgresValue.Of((DateTimeOffset?)now),
                PostgresValue.Column(NpgsqlDbType.Bytea, dead, item => item.Payload),
                PostgresValue.Column(NpgsqlDbType.Text, dead, DeadGroup.Of),
            },
        };
}
