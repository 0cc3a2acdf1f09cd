using Npgsql;
using NpgsqlTypes;

namespace Bridge.Storage;

/// <summary>What delivery's outcomes write.</summary>
internal static class PostgresSettlement
{
    /// <summary>Whoever holds the lease by now: the collector has them, and nobody should post them again.</summary>
    private const string Complete = "DELETE FROM events WHERE seq = ANY ($1)";

    private const string GiveBack =
        """
        UPDATE events
        SET lease_owner = NULL, lease_until = NULL, attempts = attempts + CASE WHEN $3 IS NULL THEN 0 ELSE 1 END, first_failed_at = COALESCE(first_failed_at, $3)
        WHERE seq = ANY ($1) AND lease_owner = $2
        """;

    /// <remarks>An event that is gone already, or has another holder, is not made a dead letter. An answer means one attempt more; what is too old or too large was not posted again.</remarks>
    private const string Bury =
        """
        WITH judged AS (
            SELECT * FROM unnest($1, $2, $3, $4, $5) AS item (seq, reason, status, answer, failed_at)
        ),
        gone AS (
            DELETE FROM events WHERE seq = ANY ($1) AND lease_owner = $6 RETURNING *
        )
        INSERT INTO dead_letters (
            id, reason, name, destination, source, status, answer, attempts, first_failed_at, last_failed_at, received_at, created_at, payload)
        SELECT
            id, reason, name, destination, source, status, answer, attempts + CASE WHEN status IS NULL THEN 0 ELSE 1 END,
            COALESCE(first_failed_at, failed_at), failed_at, received_at, $7, payload
        FROM gone JOIN judged USING (seq) ORDER BY seq
        """;

    public static Task<int> CompleteAsync(NpgsqlConnection connection, IReadOnlyList<WaitingEvent> events, CancellationToken cancellationToken) =>
        ExecuteAsync(connection, Complete, cancellationToken, Sequences(events));

    public static Task<int> GiveBackAsync(
        NpgsqlConnection connection, IReadOnlyList<WaitingEvent> events, DateTimeOffset? failedAt, Guid owner, CancellationToken cancellationToken) =>
        ExecuteAsync(connection, GiveBack, cancellationToken, Sequences(events), Value(owner), Time(failedAt));

    /// <summary>Gives back without counting an attempt.</summary>
    public static Task<int> ReleaseAsync(NpgsqlConnection connection, long[] sequences, Guid owner, CancellationToken cancellationToken) =>
        ExecuteAsync(connection, GiveBack, cancellationToken, Value(sequences), Value(owner), Time(null));

    public static Task<int> BuryAsync(
        NpgsqlConnection connection, IReadOnlyList<DeadEvent> events, Guid owner, DateTimeOffset now, CancellationToken cancellationToken) =>
        ExecuteAsync(
            connection, Bury, cancellationToken,
            Value(events.Select(dead => dead.Event.Sequence).ToArray()),
            Value(events.Select(dead => dead.Reason).ToArray()),
            Value(events.Select(dead => dead.Status).ToArray()),
            Value(events.Select(dead => PostgresText.Of(dead.Answer)).ToArray()),
            Value(events.Select(dead => dead.FailedAt.ToUnixTimeMilliseconds()).ToArray()),
            Value(owner),
            Time(now));

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter<long[]> Sequences(IReadOnlyList<WaitingEvent> events) => Value(events.Select(waiting => waiting.Sequence).ToArray());

    private static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };

    private static NpgsqlParameter Time(DateTimeOffset? time) =>
        new() { Value = time is { } known ? known.ToUnixTimeMilliseconds() : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint };
}
