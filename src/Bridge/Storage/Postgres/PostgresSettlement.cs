using Bridge.Storage.Journal;
using Npgsql;
using NpgsqlTypes;

namespace Bridge.Storage.Postgres;

/// <summary>What delivery's outcomes write. Each works on events of one destination, held under the given claims.</summary>
internal static class PostgresSettlement
{
    /// <summary>The start of each statement: <c>$1</c> is the destination, <c>$2</c> the events, <c>$3</c> the claims.</summary>
    private const string Settled =
        "WITH settled AS (SELECT COALESCE(range_agg(int8range(seq, seq, '[]')), '{}') AS seqs FROM unnest($2) AS seq), ";

    /// <summary>Whether the event is still held under one of the claims: not so when its lease ran out and another claim took it.</summary>
    private const string IsDeferred = "EXISTS (SELECT FROM claims WHERE id = ANY ($3) AND claims.seqs @> events.seq)";

    /// <summary>The end of each statement.</summary>
    private const string Release = """
        , released AS (
            DELETE FROM claims USING settled WHERE id = ANY ($3) AND claims.seqs <@ settled.seqs
        )
        UPDATE claims SET seqs = claims.seqs - settled.seqs FROM settled WHERE id = ANY ($3) AND NOT claims.seqs <@ settled.seqs
        """;

    /// <summary>Whoever holds them by now: the collector has them, and nobody should post them again.</summary>
    private static readonly string Complete = $"""
        {Settled}
        done AS (DELETE FROM events WHERE destination = $1 AND seq = ANY ($2) RETURNING seq),
        totalled AS ({PostgresTotals.Count(FlowTally.Delivered, "done", "$4")}),
        journalled AS ({PostgresJournal.InsertFrom(5)} WHERE EXISTS (SELECT FROM done))
        {Release}
        """;

    private const string GiveBack = $"""
        {Settled}
        counted AS (
            UPDATE events SET attempts = attempts + 1, first_failed_at = COALESCE(first_failed_at, $4)
            WHERE $4 IS NOT NULL AND destination = $1 AND seq = ANY ($2) AND {IsDeferred}
        )
        {Release}
        """;

    /// <summary>Of events some of which are replays of dead letters: those dead letters are done.</summary>
    private static readonly string CompleteDeadLetters = $"""
        {Settled}
        done AS (DELETE FROM events WHERE destination = $1 AND seq = ANY ($2) RETURNING dead_letter),
        totalled AS ({PostgresTotals.Count(FlowTally.Delivered, "done", "$4")}),
        journalled AS ({PostgresJournal.InsertFrom(6)} WHERE EXISTS (SELECT FROM done)),
        replayed AS (
            UPDATE dead_letters SET state = 'replayed', changed_at = $4
            WHERE seq = ANY ($5) AND seq IN (SELECT dead_letter FROM done) AND state = 'replaying' RETURNING seq, replay
        ),
        noted AS (INSERT INTO dead_letter_notes (dead_letter, at, what) SELECT seq, $4, 'delivered' FROM replayed),
        counted AS (
            UPDATE replays SET delivered = delivered + news.count
            FROM (SELECT replay, count(*) FROM replayed GROUP BY replay) AS news WHERE replays.id = news.replay
        )
        {Release}
        """;

    /// <summary>What is judged: <c>$4</c> and so on, one of each for each event.</summary>
    private static readonly string Judged = $"""
        {Settled}
        judged AS (
            SELECT * FROM unnest($2, $4, $5, $6, $7, $9, $10) AS item (seq, reason, status, answer, failed_at, attempted, grp)
        ),
        gone AS (
            DELETE FROM events WHERE destination = $1 AND seq = ANY ($2) AND {IsDeferred} RETURNING *
        ),
        dead AS (
            INSERT INTO dead_letters (
                id, reason, name, destination, source, status, answer, attempts, first_failed_at, last_failed_at, received_at,
                created_at, changed_at, payload, grp)
            SELECT
                id, reason, name, destination, source, status, answer, attempted,
                COALESCE(first_failed_at, failed_at), failed_at, received_at, $8, $8, payload, grp
            FROM gone JOIN judged USING (seq) WHERE dead_letter IS NULL ORDER BY seq
            RETURNING seq
        ),
        died AS ({PostgresTotals.Count(FlowTally.Died, "dead", "$8")}),
        journalled AS ({PostgresJournal.InsertFrom(11)} WHERE EXISTS (SELECT FROM gone))
        """;

    /// <remarks>What is gone already, or held by another, is not made a dead letter.</remarks>
    private static readonly string DeadLetter = $"{Judged} {Release}";

    /// <summary>Of events some of which are replays of dead letters: those dead letters are dead again.</summary>
    private static readonly string DeadLetterEvents = $"""
        {Judged},
        again AS (
            UPDATE dead_letters
            SET state = 'dead', reason = news.reason, status = news.status, answer = news.answer,
                attempts = dead_letters.attempts + news.attempted,
                last_failed_at = news.failed_at, changed_at = $8, grp = news.grp
            FROM (SELECT gone.dead_letter, judged.* FROM gone JOIN judged USING (seq)) AS news
            WHERE dead_letters.seq = ANY ($21) AND dead_letters.seq = news.dead_letter AND dead_letters.state = 'replaying'
            RETURNING dead_letters.seq, dead_letters.replay, news.failed_at, news.reason, news.status
        ),
        lost AS (
            SELECT FROM gone WHERE dead_letter IS NOT NULL AND dead_letter NOT IN (SELECT seq FROM again)
        ),
        totalled AS ({PostgresTotals.Count(FlowTally.Dropped(DropRule.Erased), "lost")}),
        died_again AS ({PostgresTotals.Count(FlowTally.Died, "again", "$8")}),
        noted AS (
            INSERT INTO dead_letter_notes (dead_letter, at, what)
            SELECT seq, failed_at, reason || COALESCE(' with ' || status::text, '') FROM again
        ),
        counted AS (
            UPDATE replays SET failed = failed + news.count
            FROM (SELECT replay, count(*) FROM again GROUP BY replay) AS news WHERE replays.id = news.replay
        )
        {Release}
        """;

    public static Task<int> CompleteAsync(
        NpgsqlConnection connection,
        IReadOnlyList<PendingEvent> events,
        Guid[] claims,
        IReadOnlyList<JournalRow> journal,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        DeadLettersOf(events) is { Length: > 0 } deadLetters
            ? ExecuteAsync(
                connection,
                CompleteDeadLetters,
                events,
                claims,
                [PostgresValue.Of((DateTimeOffset?)now), PostgresValue.Of(deadLetters), .. PostgresJournal.Parameters(journal)],
                cancellationToken
            )
            : ExecuteAsync(
                connection,
                Complete,
                events,
                claims,
                [PostgresValue.Of((DateTimeOffset?)now), .. PostgresJournal.Parameters(journal)],
                cancellationToken
            );

    public static Task<int> GiveBackAsync(
        NpgsqlConnection connection,
        IReadOnlyList<PendingEvent> events,
        Guid[] claims,
        DateTimeOffset? failedAt,
        CancellationToken cancellationToken
    ) => ExecuteAsync(connection, GiveBack, events, claims, [PostgresValue.Of(failedAt)], cancellationToken);

    public static Task<int> DeadLetterAsync(
        NpgsqlConnection connection,
        IReadOnlyList<DeadEvent> dead,
        Guid[] claims,
        IReadOnlyList<JournalRow> journal,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        List<PendingEvent> events = [.. dead.Select(one => one.Event)];
        List<NpgsqlParameter> judged =
        [
            PostgresValue.Column(NpgsqlDbType.Text, dead, one => one.Reason),
            PostgresValue.Column(NpgsqlDbType.Integer, dead, one => one.Status),
            PostgresValue.Column(NpgsqlDbType.Text, dead, one => PostgresText.Of(one.Answer)),
            PostgresValue.Column(NpgsqlDbType.Bigint, dead, one => one.FailedAt.ToUnixTimeMilliseconds()),
            PostgresValue.Of((DateTimeOffset?)now),
            PostgresValue.Column(NpgsqlDbType.Integer, dead, one => one.Attempts),
            PostgresValue.Column(NpgsqlDbType.Text, dead, DeadGroup.Of),
            .. PostgresJournal.Parameters(journal),
        ];
        return DeadLettersOf(events) is { Length: > 0 } deadLetters
            ? ExecuteAsync(connection, DeadLetterEvents, events, claims, [.. judged, PostgresValue.Of(deadLetters)], cancellationToken)
            : ExecuteAsync(connection, DeadLetter, events, claims, [.. judged], cancellationToken);
    }

    private static long[] DeadLettersOf(IReadOnlyList<PendingEvent> events) => [.. events.Select(one => one.DeadLetter).OfType<long>()];

    private static async Task<int> ExecuteAsync(
        NpgsqlConnection connection,
        string sql,
        IReadOnlyList<PendingEvent> events,
        Guid[] claims,
        NpgsqlParameter[] others,
        CancellationToken cancellationToken
    )
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(PostgresValue.Of(PostgresText.Of(events[0].Destination)));
        command.Parameters.Add(PostgresValue.Column(NpgsqlDbType.Bigint, events, waiting => waiting.Sequence));
        command.Parameters.Add(PostgresValue.Of(claims));
        command.Parameters.AddRange(others);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { new NpgsqlBatchCommand(PostgresDurability.Require), command },
        };
        return await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
