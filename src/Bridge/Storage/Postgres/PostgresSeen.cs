using Npgsql;
using NpgsqlTypes;

namespace Bridge.Storage.Postgres;

/// <summary>
/// Which items of a group were never taken in before: the first statements of every intake, and the locks it takes first.
/// </summary>
internal static class PostgresSeen
{
    /// <summary>
    /// Whoever takes in holds this until the commit; whoever begins the next day waits for it, and is then waited for: see
    /// <see cref="SeenDays"/>.
    /// </summary>
    /// <remarks>A statement of its own, before the one that looks: that one must see what was committed until the lock was given.</remarks>
    public const string HoldTheDay = "LOCK TABLE ONLY seen IN ROW EXCLUSIVE MODE";

    /// <remarks>
    /// Two forwarders that take in the same id at the same moment meet at the unique index of the day, where the later one waits for the
    /// earlier one's commit and then finds the id seen. Ids go in sorted, so that two groups that share several cannot wait for each other.
    /// </remarks>
    private const string Remember = """
        WITH incoming AS (
            SELECT unnest($1) AS id
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
            DELETE FROM deferred USING incoming WHERE deferred.replaced_by = incoming.id AND deferred.reason = 'better copy'
            RETURNING deferred.replaced_by AS id
        )
        SELECT id, false FROM fresh UNION ALL SELECT id, true FROM replaced
        """;

    /// <returns>The taken ones among the items, in their order, and what became of the others.</returns>
    public static async Task<Taken> RememberAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        IReadOnlyList<IntakeItem> items,
        IConversing? conversing,
        CancellationToken cancellationToken
    )
    {
        // Of two with one id the provisional one never wins.
        var distinct = items.OrderBy(item => item.ReplacedBy is not null).DistinctBy(item => item.Id).ToList();
        var (better, provisional) = (distinct.FindAll(item => !IsProvisional(item)), distinct.FindAll(IsProvisional));
        await using var batch = new NpgsqlBatch(connection, transaction);
        PostgresOpening.AddTo(batch);
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(Remember) { Parameters = { PostgresValue.Column(NpgsqlDbType.Uuid, better, item => item.Id) } }
        );
        if (provisional.Count > 0)
        {
            batch.BatchCommands.Add(PostgresDeferred.RememberCommand(provisional));
        }

        if (distinct.FindAll(item => item.MayHaveTwin) is { Count: > 0 } twins)
        {
            batch.BatchCommands.Add(PostgresTwins.TakeCommand(twins));
        }

        var (fresh, replaced, superseded) = await ExecuteAsync(batch, provisional.Count, distinct, conversing, cancellationToken);
        await PostgresUnjoinedTwins.AddNewsAsync(connection, distinct, fresh, cancellationToken);
        var taken = distinct.FindAll(item => fresh.Contains(item.Id)).ToLookup(item => item is { IsForwarded: true, Deferral: not null });
        return new Taken(
            [.. taken[false]],
            [.. taken[true]],
            replaced + superseded,
            items.Count(IsTold) - distinct.Count(Counts) - superseded
        );

        bool Counts(IntakeItem item) => IsTold(item) && fresh.Contains(item.Id);
    }

    /// <returns>The ids that were never seen, and how many events a better one replaced or kept from being taken.</returns>
    private static async Task<(HashSet<Guid> Fresh, int Replaced, int Superseded)> ExecuteAsync(
        NpgsqlBatch batch,
        int provisional,
        List<IntakeItem> items,
        IConversing? conversing,
        CancellationToken cancellationToken
    )
    {
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await PostgresOpening.SkipAsync(reader, cancellationToken);
        var (fresh, replaced) = await ReadAsync(reader, cancellationToken);
        var superseded = provisional - (provisional == 0 ? 0 : await PostgresDeferred.ReadAsync(reader, fresh, cancellationToken));
        var joined = await PostgresTwins.JoinAsync(reader, items, fresh, conversing, cancellationToken);
        return (fresh, replaced + joined, superseded);
    }

    private static bool IsTold(IntakeItem item) => item is { IsForwarded: true, IsInferred: false };

    private static bool IsProvisional(IntakeItem item) => item is { ReplacedBy: not null, IsForwarded: true };

    private static async Task<(HashSet<Guid> Fresh, int Replaced)> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var (fresh, replaced) = (new HashSet<Guid>(), 0);
        while (await reader.ReadAsync(cancellationToken))
        {
            fresh.Add(reader.GetGuid(0));
            replaced += reader.GetBoolean(1) ? 1 : 0;
        }

        return (fresh, replaced);
    }
}
