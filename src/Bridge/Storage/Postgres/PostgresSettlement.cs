using Npgsql;
using NpgsqlTypes;

namespace Bridge.Storage;

/// <summary>What delivery's outcomes write. Each works on events of one destination, held under the given claims.</summary>
internal static class PostgresSettlement
{
    /// <summary>The start of each statement: <c>$1</c> is the destination, <c>$2</c> the events, <c>$3</c> the claims.</summary>
    private const string Settled =
        "WITH settled AS (SELECT COALESCE(range_agg(int8range(seq, seq, '[]')), '{}') AS seqs FROM unnest($2) AS seq), ";

    /// <summary>Whether the event is still held under one of the claims: not so when its lease ran out and another claim took it.</summary>
    private const string IsHeld = "EXISTS (SELECT FROM claims WHERE id = ANY ($3) AND claims.seqs @> events.seq)";

    /// <summary>The end of each statement.</summary>
    private const string Release =
        """
        , released AS (
            DELETE FROM claims USING settled WHERE id = ANY ($3) AND claims.seqs <@ settled.seqs
        )
        UPDATE claims SET seqs = claims.seqs - settled.seqs FROM settled WHERE id = ANY ($3) AND NOT claims.seqs <@ settled.seqs
        """;

    /// <summary>Whoever holds them by now: the collector has them, and nobody should post them again.</summary>
    private const string Complete = $"{Settled} done AS (DELETE FROM events WHERE destination = $1 AND seq = ANY ($2)) {Release}";

    private const string GiveBack =
        $"""
        {Settled}
        counted AS (
            UPDATE events SET attempts = attempts + 1, first_failed_at = COALESCE(first_failed_at, $4)
            WHERE $4 IS NOT NULL AND destination = $1 AND seq = ANY ($2) AND {IsHeld}
        )
        {Release}
        """;

    /// <remarks>What is gone already, or held by another, is not made a dead letter. An answer means one attempt more; what is too old or too large was not posted again.</remarks>
    private const string Bury =
        $"""
        {Settled}
        judged AS (
            SELECT * FROM unnest($2, $4, $5, $6, $7) AS item (seq, reason, status, answer, failed_at)
        ),
        gone AS (
            DELETE FROM events WHERE destination = $1 AND seq = ANY ($2) AND {IsHeld} RETURNING *
        ),
        dead AS (
            INSERT INTO dead_letters (
                id, reason, name, destination, source, status, answer, attempts, first_failed_at, last_failed_at, received_at, created_at, payload)
            SELECT
                id, reason, name, destination, source, status, answer, attempts + CASE WHEN status IS NULL THEN 0 ELSE 1 END,
                COALESCE(first_failed_at, failed_at), failed_at, received_at, $8, payload
            FROM gone JOIN judged USING (seq) ORDER BY seq
        )
        {Release}
        """;

    public static Task<int> CompleteAsync(
        NpgsqlConnection connection, IReadOnlyList<WaitingEvent> events, Guid[] claims, CancellationToken cancellationToken) =>
        ExecuteAsync(connection, Complete, events, claims, [], cancellationToken);

    public static Task<int> GiveBackAsync(
        NpgsqlConnection connection, IReadOnlyList<WaitingEvent> events, Guid[] claims, DateTimeOffset? failedAt, CancellationToken cancellationToken) =>
        ExecuteAsync(connection, GiveBack, events, claims, [PostgresValue.Of(failedAt)], cancellationToken);

    public static Task<int> BuryAsync(
        NpgsqlConnection connection, IReadOnlyList<DeadEvent> dead, Guid[] claims, DateTimeOffset now, CancellationToken cancellationToken) =>
        ExecuteAsync(
            connection, Bury, [.. dead.Select(one => one.Event)], claims,
            [
                PostgresValue.Column(NpgsqlDbType.Text, dead, one => one.Reason),
                PostgresValue.Column(NpgsqlDbType.Integer, dead, one => one.Status),
                PostgresValue.Column(NpgsqlDbType.Text, dead, one => PostgresText.Of(one.Answer)),
                PostgresValue.Column(NpgsqlDbType.Bigint, dead, one => one.FailedAt.ToUnixTimeMilliseconds()),
                PostgresValue.Of((DateTimeOffset?)now),
            ],
            cancellationToken);

    private static async Task<int> ExecuteAsync(
        NpgsqlConnection connection, string sql, IReadOnlyList<WaitingEvent> events, Guid[] claims, NpgsqlParameter[] others, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(PostgresValue.Of(PostgresText.Of(events[0].Destination)));
        command.Parameters.Add(PostgresValue.Column(NpgsqlDbType.Bigint, events, waiting => waiting.Sequence));
        command.Parameters.Add(PostgresValue.Of(claims));
        command.Parameters.AddRange(others);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
