using Dapper;
using Npgsql;

namespace Bridge.Storage;

/// <summary>The partitions of the ids seen: a new one each day, and the oldest dropped.</summary>
/// <remarks>
/// A unique index holds within its partition only. What makes an id unique over all of them: at any moment one day, the newest, is written, by transactions
/// that hold a lock on <c>seen</c>. The next day begins under a lock that waits for all of them and lets none begin meanwhile. So
/// whoever writes into the new day sees everything that was ever written into the older ones, on whichever side of midnight it came.
/// That pause, a few milliseconds a day, is also when the partition is made: made ahead of its time it would have to wait for the same lock.
/// If nobody begins a new day, the old one goes on, and nothing is forgotten too early.
/// </remarks>
internal static class SeenDays
{
    /// <summary>All that waits for the lock holds up intake, so it does not wait longer than this for, say, a backup that reads the table.</summary>
    private const string Patience = "SET LOCAL lock_timeout = '2s'";

    /// <summary>Whatever a forwarder believes the time to be, the server's own clock says when an id is at least 7 days old.</summary>
    private const string Overdue =
        """
        SELECT day FROM (SELECT day, lead(opened_at) OVER (ORDER BY day) AS closed_at FROM seen_days) AS days
        WHERE closed_at < LEAST(@before, now() - interval '7 days')
        """;

    private const string IsOver =
        "SELECT (max(opened_at) AT TIME ZONE 'UTC')::date < (now() AT TIME ZONE 'UTC')::date FROM seen_days";

    /// <summary>Begins a day when the last one is over, and drops those that ended before <paramref name="before"/>.</summary>
    /// <returns>How many were dropped.</returns>
    public static async Task<int> TurnAsync(NpgsqlConnection connection, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var parameters = new { before = before.ToUniversalTime() };
        if (!await IsDueAsync(connection, parameters, cancellationToken))
        {
            return 0;
        }

        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, cancellationToken);
        await ExecuteAsync(connection, $"{Patience}; LOCK TABLE ONLY seen IN ACCESS EXCLUSIVE MODE", cancellationToken);
        await BeginAsync(connection, cancellationToken);
        var overdue = (await connection.QueryAsync<int>(new CommandDefinition(Overdue, parameters, cancellationToken: cancellationToken))).AsList();
        foreach (var day in overdue)
        {
            await ExecuteAsync(connection, $"DROP TABLE seen_{day}; DELETE FROM seen_days WHERE day = {day}", cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return overdue.Count;
    }

    private static Task<bool> IsDueAsync(NpgsqlConnection connection, object parameters, CancellationToken cancellationToken) =>
        connection.ExecuteScalarAsync<bool>(new CommandDefinition($"SELECT ({IsOver}) OR EXISTS ({Overdue})", parameters, cancellationToken: cancellationToken));

    /// <remarks>Asked again under the lock: all forwarders notice midnight, and one of them was first.</remarks>
    private static async Task BeginAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await connection.ExecuteScalarAsync<bool>(new CommandDefinition(IsOver, cancellationToken: cancellationToken)))
        {
            var next = await connection.ExecuteScalarAsync<int>(new CommandDefinition("SELECT max(day) + 1 FROM seen_days", cancellationToken: cancellationToken));
            await ExecuteAsync(
                connection,
                $"""
                CREATE TABLE seen_{next} PARTITION OF seen (UNIQUE (id)) FOR VALUES IN ({next}) WITH (autovacuum_enabled = false);
                INSERT INTO seen_days (day, opened_at) VALUES ({next}, clock_timestamp());
                """,
                cancellationToken);
        }
    }

    private static Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(sql, cancellationToken: cancellationToken));
}
