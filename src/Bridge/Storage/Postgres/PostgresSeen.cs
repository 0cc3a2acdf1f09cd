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
    /// earlier one's commit and then finds the id seen. Ids go in sorted and all at once, so that two groups that share several cannot wait
    /// for each other: also those that wait for a twin, which may be joined already in the other group.
    /// </remarks>
    private const string Remember = """
        WITH incoming AS (
            SELECT * FROM unnest($1, $2) AS item (id, is_better)
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
            DELETE FROM deferred USING incoming
            WHERE incoming.is_better AND deferred.replaced_by = incoming.id AND deferred.reason = 'better copy'
            RETURNING deferred.replaced_by AS better, deferred.id, deferred.name, deferred.received_at
        )
        SELECT id, NULL::uuid, NULL::text, NULL::bigint FROM fresh UNION ALL SELECT better, id, name, received_at FROM replaced
        """;

    /// <returns>The taken ones among the items, in their order, and what became of the others.</returns>
    public static async Task<Taken> RememberAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        IReadOnlyList<IntakeItem> items,
        IConversing? conversing,
        WorkAhead<RecalledConversing?>? ahead,
        CancellationToken cancellationToken
    )
    {
        // Of two with one id the provisional one never wins, nor what a CRM told again of what is there under another id.
        var otherIds = items.SelectMany(item => item.OtherIds).ToHashSet();
        var distinct = items
            .Where(item => !otherIds.Contains(item.Id))
            .OrderBy(item => item.ReplacedBy is not null)
            .DistinctBy(item => item.Id)
            .ToList();
        var once = distinct.ToHashSet<object>(ReferenceEqualityComparer.Instance);
        var repeated = items.Where(item => !once.Remove(item)).ToList();
        var (others, provisional) = (distinct.FindAll(item => !IsProvisional(item)), distinct.FindAll(IsProvisional));
        await using var batch = new NpgsqlBatch(connection, transaction);
        PostgresOpening.AddTo(batch);
        batch.BatchCommands.Add(RememberCommand(others));
        if (provisional.Count > 0)
        {
            batch.BatchCommands.Add(PostgresDeferred.RememberCommand(provisional));
        }

        if (distinct.FindAll(item => item.MayHaveTwin) is { Count: > 0 } twins)
        {
            batch.BatchCommands.Add(PostgresTwins.TakeCommand(twins));
        }

        var (fresh, dropped, wanted, joined) = await ExecuteAsync(
            batch,
            provisional.Count > 0,
            distinct,
            conversing,
            ahead,
            cancellationToken
        );
        var told = await PostgresFormerIds.TakeOutAsync(connection, distinct, fresh, cancellationToken);
        var late = await PostgresUnjoinedTwins.AddNewsAsync(connection, distinct, fresh, cancellationToken);
        var taken = distinct.FindAll(item => fresh.Contains(item.Id)).ToLookup(item => item.IsPutOff);
        dropped.AddRange(provisional.Where(item => !wanted.Contains(item.Id)).Select(item => new DroppedItem(DropRule.Replaced, item)));
        var old = distinct.Where(item => !fresh.Contains(item.Id) && (!IsProvisional(item) || wanted.Contains(item.Id)));
        dropped.AddRange(old.Where(IsTold).Select(item => new DroppedItem(RuleOf(item), item)));
        dropped.AddRange(repeated.Where(IsTold).Select(item => new DroppedItem(DropRule.Duplicate, item)));
        return new Taken([.. taken[false]], [.. taken[true]], dropped, joined);

        string RuleOf(IntakeItem item) =>
            told.Contains(item.Id) ? DropRule.Duplicate
            : late.Contains(item.Id) || (UnjoinedTwins.MarksOfCrms(item) is { Count: > 0 } marks && marks.All(fresh.Contains))
                ? DropRule.LateTwin
            : DropRule.Duplicate;
    }

    /// <summary>Remembers ids, and of which messages CRMs told.</summary>
    private static NpgsqlBatchCommand RememberCommand(List<IntakeItem> items)
    {
        List<(Guid Id, bool IsBetter)> ids =
        [
            .. items.Select(item => (item.Id, IsBetter: item is not { ReplacedBy: not null, IsForwarded: true })),
            .. items.SelectMany(UnjoinedTwins.MarksOfCrms).Select(mark => (mark, false)),
            .. items.SelectMany(item => item.OtherIds).Select(other => (other, false)),
        ];
        return new NpgsqlBatchCommand(Remember)
        {
            Parameters =
            {
                PostgresValue.Column(NpgsqlDbType.Uuid, ids, one => one.Id),
                PostgresValue.Column(NpgsqlDbType.Boolean, ids, one => one.IsBetter),
            },
        };
    }

    /// <returns>
    /// The ids that were never seen, what waited and is replaced, the provisional ones for which there is nothing better, and how many
    /// became one with another.
    /// </returns>
    private static async Task<(HashSet<Guid> Fresh, List<DroppedItem> Replaced, HashSet<Guid> Wanted, int Joined)> ExecuteAsync(
        NpgsqlBatch batch,
        bool isAnyProvisional,
        List<IntakeItem> items,
        IConversing? conversing,
        WorkAhead<RecalledConversing?>? ahead,
        CancellationToken cancellationToken
    )
    {
        var reading = batch.ExecuteReaderAsync(cancellationToken);
        ahead?.Begin(); // the server looks meanwhile; before anything is read, since a twin that waited is told of whom it is
        await using var reader = await reading;
        await PostgresOpening.SkipAsync(reader, cancellationToken);
        var (fresh, replaced) = await ReadAsync(reader, cancellationToken);
        var wanted = isAnyProvisional ? await PostgresDeferred.ReadAsync(reader, fresh, cancellationToken) : [];
        return (fresh, replaced, wanted, await PostgresTwins.JoinAsync(reader, items, fresh, replaced, conversing, cancellationToken));
    }

    private static bool IsTold(IntakeItem item) => item is { IsForwarded: true, IsInferred: false };

    /// <summary>Whether something else may say the same better; a twin is the same.</summary>
    private static bool IsProvisional(IntakeItem item) => item is { ReplacedBy: { } better, IsForwarded: true } && better != item.Id;

    private static async Task<(HashSet<Guid> Fresh, List<DroppedItem> Replaced)> ReadAsync(
        NpgsqlDataReader reader,
        CancellationToken cancellationToken
    )
    {
        var (fresh, replaced) = (new HashSet<Guid>(), new List<DroppedItem>());
        while (await reader.ReadAsync(cancellationToken))
        {
            fresh.Add(reader.GetGuid(0));
            if (!reader.IsDBNull(1))
            {
                var receivedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(3));
                replaced.Add(DroppedItem.Replaced(reader.GetGuid(1), reader.GetString(2), receivedAt));
            }
        }

        return (fresh, replaced);
    }
}
