using Dapper;
using Npgsql;

namespace Bridge.Storage.Postgres;

/// <summary>The partitions of the ids seen: a new one each day, and the oldest dropped.</summary>
/// <remarks>
/// A unique index holds within its partition only. What makes an id unique over all of them: at any moment one day, the newest, is written,
/// by transactions that hold a lock on <c>seen</c>. The next day begins under a lock that waits for all of them and lets none begin
/// meanwhile. So whoever writes into the new day sees everything that was ever written into the older ones, on whichever side of midnight
/// it came.
/// That pause, a few milliseconds a day, is also when the partition is made: made ahead of its time it would have to wait for the same
/// lock.
/// If nobody begins a new day, the old one goes on, and nothing is forgotten too early.
/// </remarks>
internal static class SeenDays
{
    /// <summary>
    /// All that waits for the lock holds up intake, so it does not wait longer than this for, say, a backup that reads the table.
    /// </summary>
    private const string Patience = "SET LOCAL lock_timeout = '2s'";

    /// <summary>
    /// The server's clock says how long a day is over, and days are counted too: however far that clock is set forwards, it begins one more
    /// day, not hundreds.
    /// </summary>
    /// <remarks>
    /// Set back, it opens a day before the one that it opened while it was wrong; then the earlier one was over by the later one's
    /// beginning.
    /// </remarks>
    private const string Overdue = """
        SELECT day
        FROM (
            SELECT day, max(day) OVER () AS today,
                min(opened_at) OVER (ORDER BY day ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS closed_at
            FROM seen_days
        ) AS days
        WHERE closed_at < now() - make_interval(days => @days) AND day <= today - @days
        """;

    /// <remarks>A day that begins tomorrow or later was opened by a clock that was set back since.</remarks>
    private const string IsOver = """
        SELECT (opened_at AT TIME ZONE 'UTC')::date < (now() AT TIME ZONE 'UTC')::date OR opened_at > now() + interval '1 day'
        FROM seen_days ORDER BY day DESC LIMIT 1
        """;

    /// <summary>Begins a day when the last one is over, and drops those that ended so long ago, which is 7 days at least.</summary>
    /// <returns>How many were dropped.</returns>
    public static async Task<int> TurnAsync(NpgsqlConnection connection, TimeSpan olderThan, CancellationToken cancellationToken)
    {
        var parameters = new { days = Math.Max(7, (int)Math.Ceiling(olderThan.TotalDays)) };
        if (!await IsDueAsync(connection, parameters, cancellationToken))
        {
            return 0;
        }

        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, cancellationToken);
        await ExecuteAsync(connection, $"{Patience}; LOCK TABLE ONLY seen IN ACCESS EXCLUSIVE MODE", cancellationToken);
        await BeginAsync(connection, cancellationToken);
        var overdue = (
            await connection.QueryAsync<int>(new CommandDefinition(Overdue, parameters, cancellationToken: cancellationToken))
        ).AsList();
        foreach (var day in overdue)
        {
            await ExecuteAsync(connection, $"DROP TABLE seen_{day}; DELETE FROM seen_days WHERE day = {day}", cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return overdue.Count;
    }

    private static Task<bool> IsDueAsync(NpgsqlConnection connection, object parameters, CancellationToken cancellationToken) =>
        connection.ExecuteScalarAsync<bool>(
            new CommandDefinition($"SELECT ({IsOver}) OR EXISTS ({Overdue})", parameters, cancellationToken: cancellationToken)
        );

    /// <remarks>Asked again under the lock: all forwarders notice midnight, and one of them was first.</remarks>
    private static async Task BeginAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await connection.ExecuteScalarAsync<bool>(new CommandDefinition(IsOver, cancellationToken: cancellationToken)))
        {
            var next = await connection.ExecuteScalarAsync<int>(
                new CommandDefinition("SELECT max(day) + 1 FROM seen_days", cancellationToken: cancellationToken)
            );
            await ExecuteAsync(
                connection,
                $"""
                CREATE TABLE seen_{next} PARTITION OF seen (UNIQUE (id)) FOR VALUES IN ({next}) WITH (autovacuum_enabled = false);
                INSERT INTO seen_days (day, opened_at) VALUES ({next}, clock_timestamp());
                """,
                cancellationToken
            );
        }
    }

    private static Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(sql, cancellationToken: cancellationToken));
}
