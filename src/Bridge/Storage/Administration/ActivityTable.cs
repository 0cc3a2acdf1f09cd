namespace Bridge.Storage.Administration;

/// <summary>How much happened in steps of time, added up over all processes.</summary>
internal static class ActivityTable
{
    public const string Received = "received";
    public const string Delivered = "delivered";
    public const string Dead = "dead";

    /// <summary>How much time one row adds up.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    private const string Kinds = $"kind IN ('{Received}', '{Delivered}', '{Dead}')";

    /// <summary>How much of the past is kept.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(8);

    /// <param name="at">The beginning of the step.</param>
    public static async Task AddAsync(AdminConnection connection, DateTimeOffset at, IEnumerable<(string Kind, long Count)> counts)
    {
        foreach (var (kind, count) in counts)
        {
            await connection.ExecuteAsync(
                "INSERT INTO activity (at, kind, count) VALUES (@at, @kind, @count) ON CONFLICT (at, kind) DO UPDATE "
                    + "SET count = activity.count + excluded.count",
                new
                {
                    at = at.ToUnixTimeMilliseconds(),
                    kind,
                    count,
                }
            );
        }

        await connection.ExecuteAsync(
            $"DELETE FROM activity WHERE {Kinds} AND at < @before",
            new { before = (at - Kept).ToUnixTimeMilliseconds() }
        );
    }

    public static Task<List<(long At, string Kind, long Count)>> ReadAsync(AdminConnection connection, DateTimeOffset since) =>
        connection.QueryAsync<(long At, string Kind, long Count)>(
            $"SELECT at, kind, count FROM activity WHERE {Kinds} AND at >= @since",
            new { since = since.ToUnixTimeMilliseconds() }
        );
}
