using System.Data;
using Dapper;
using Npgsql;

namespace Bridge.Storage.Postgres;

/// <summary>How events are claimed, and claims kept alive.</summary>
internal static class PostgresClaims
{
    /// <summary>One claim at a time for a destination, over all forwarders: they would only look for the same events.</summary>
    /// <remarks>
    /// A statement of its own, before the one that looks: that one must see the claims that were committed until the lock was given.
    /// </remarks>
    private const string WaitForTurn = "SELECT pg_advisory_xact_lock(hashtext('claims'), hashtext($1))";

    /// <remarks>
    /// Claims that ran out go at once, so that who held them has no say any more. The server's clock alone decides that;
    /// a claim of two hours, longer than any lease, was made before that clock was set back.
    /// </remarks>
    private const string ClaimNext = """
        WITH run_out AS (
            DELETE FROM claims WHERE destination = $1 AND (until < now() OR until > now() + interval '2 hours')
        ),
        deferred AS (
            SELECT COALESCE(range_agg(range), '{}') AS seqs
            FROM claims, unnest(claims.seqs) AS range WHERE destination = $1 AND until BETWEEN now() AND now() + interval '2 hours'
        ),
        next AS (
            SELECT events.* FROM events, deferred
            WHERE destination = $1 AND seq > $2 AND NOT deferred.seqs @> seq
            ORDER BY seq LIMIT $3
        ),
        running AS (
            SELECT *, sum(octet_length(payload)) OVER (ORDER BY seq) AS bytes, row_number() OVER (ORDER BY seq) AS place FROM next
        ),
        chosen AS (
            SELECT * FROM running WHERE bytes <= $4 OR place = 1
        ),
        claim AS (
            INSERT INTO claims (id, destination, until, seqs)
            SELECT $5, $1, now() + $6, range_agg(int8range(seq, seq, '[]')) FROM chosen HAVING count(*) > 0
        )
        SELECT seq, id, name, source, received_at, attempts, first_failed_at, payload, dead_letter, happened_at, traceparent
        FROM chosen ORDER BY seq
        """;

    private const string Held = """
        SELECT seq FROM events WHERE seq = ANY (@seqs)
            AND EXISTS (SELECT FROM claims WHERE claims.id = ANY (@claims) AND claims.until >= now() AND claims.seqs @> events.seq)
        """;

    private const string Renew = "UPDATE claims SET until = now() + @lease WHERE id = ANY (@claims) RETURNING id";

    /// <param name="after">Events up to this number are not looked at.</param>
    /// <returns>The oldest events that nobody holds, in the order of intake, and what they are held under from now on.</returns>
    public static async Task<(Guid Claim, List<PendingEvent> Events)> ClaimAsync(
        NpgsqlConnection connection,
        string destination,
        long after,
        int maxEvents,
        int maxBytes,
        TimeSpan lease,
        CancellationToken cancellationToken
    )
    {
        var claim = Guid.NewGuid();
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                Command(WaitForTurn, PostgresValue.Of(PostgresText.Of(destination))),
                Command(
                    ClaimNext,
                    PostgresValue.Of(PostgresText.Of(destination)),
                    PostgresValue.Of(after),
                    PostgresValue.Of(maxEvents),
                    PostgresValue.Of((long)maxBytes),
                    PostgresValue.Of(claim),
                    PostgresValue.Of(lease)
                ),
            },
        };
        var claimed = await ReadAsync(batch, destination, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (claim, claimed);
    }

    /// <returns>The claims that still were there.</returns>
    public static Task<IEnumerable<Guid>> RenewAsync(
        NpgsqlConnection connection,
        Guid[] claims,
        TimeSpan lease,
        CancellationToken cancellationToken
    ) => connection.QueryAsync<Guid>(new CommandDefinition(Renew, new { claims, lease }, cancellationToken: cancellationToken));

    /// <returns>The numbers of those of the events that are there and under one of the claims still.</returns>
    public static async Task<HashSet<long>> FindHeldAsync(
        NpgsqlConnection connection,
        IReadOnlyList<PendingEvent> events,
        Guid[] claims,
        CancellationToken cancellationToken
    ) =>
        [
            .. await connection.QueryAsync<long>(
                new CommandDefinition(
                    Held,
                    new { seqs = events.Select(waiting => waiting.Sequence).ToArray(), claims },
                    cancellationToken: cancellationToken
                )
            ),
        ];

    public static Task<int> GiveUpAsync(NpgsqlConnection connection, Guid[] claims, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(
            new CommandDefinition("DELETE FROM claims WHERE id = ANY (@claims)", new { claims }, cancellationToken: cancellationToken)
        );

    private static async Task<List<PendingEvent>> ReadAsync(NpgsqlBatch batch, string destination, CancellationToken cancellationToken)
    {
        var claimed = new List<PendingEvent>();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken); // the first one is the turn's
        while (await reader.ReadAsync(cancellationToken))
        {
            claimed.Add(Event(reader, destination));
        }

        return claimed;
    }

    private static PendingEvent Event(NpgsqlDataReader row, string destination) =>
        new(
            row.GetInt64(0),
            row.GetGuid(1),
            row.GetString(2),
            destination,
            row.IsDBNull(3) ? null : row.GetString(3),
            row.GetFieldValue<byte[]>(7),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)),
            row.GetInt32(5),
            Time(row, 6)
        )
        {
            DeadLetter = row.IsDBNull(8) ? null : row.GetInt64(8),
            HappenedAt = Time(row, 9),
            TraceParent = row.IsDBNull(10) ? null : row.GetString(10),
        };

    private static DateTimeOffset? Time(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    private static NpgsqlBatchCommand Command(string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(parameters);
        return command;
    }
}
