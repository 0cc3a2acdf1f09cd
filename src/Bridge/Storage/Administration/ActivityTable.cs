namespace Bridge.Storage.Administration;

/// <summary>How much happened in steps of time, over all processes: the newest of the totals, from which charts cannot differ.</summary>
internal static class ActivityTable
{
    /// <summary>How much time one row adds up.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    /// <summary>How much of the past is told apart.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    public static Task<List<(long At, string Kind, long Count)>> ReadAsync(AdminConnection connection, DateTimeOffset since) =>
        connection.QueryAsync<(long At, string Kind, long Count)>(
            "SELECT at, kind, CAST(SUM(count) AS bigint) FROM totals WHERE at > 0 AND at >= @since GROUP BY at, kind",
            new { since = since.ToUnixTimeMilliseconds() }
        );
}
