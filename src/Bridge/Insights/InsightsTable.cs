using Bridge.Core.Insights;
using Bridge.Storage.Administration;

namespace Bridge.Insights;

/// <summary>The figures as they are stored: a row for each hour and day of each number, and what waits to be added to them.</summary>
internal static class InsightsTable
{
    public const string Hour = "hour";
    public const string Day = "day";
    private const string Pending = "pending";

    /// <summary>Takes out the oldest of what waits, for this process alone.</summary>
    public static async Task<List<byte[]>> TakePendingAsync(AdminConnection connection, int limit)
    {
        if (connection.Dialect.LockTable("insights") is { Length: > 0 } hold)
        {
            await connection.ExecuteAsync(hold);
        }

        var rows = await connection.QueryAsync<(long Seq, byte[] Counts)>(
            "SELECT seq, counts FROM insights_pending ORDER BY seq LIMIT @limit",
            new { limit }
        );
        long[] taken = [.. rows.Select(row => row.Seq)];
        await connection.ExecuteAsync($"DELETE FROM insights_pending WHERE {connection.Dialect.OneOf("seq", "@taken")}", new { taken });
        return rows.ConvertAll(row => row.Counts);
    }

    /// <returns>Null when nothing is counted there.</returns>
    public static Task<byte[]?> FindAsync(AdminConnection connection, string span, DateTimeOffset start, string number) =>
        connection.FindAsync<byte[]>(
            "SELECT counts FROM insights WHERE span = @span AND start = @start AND number = @number",
            Row(connection, span, start, number, null)
        );

    /// <summary>How many business numbers are told apart in an hour or day.</summary>
    public static Task<long> CountNumbersAsync(AdminConnection connection, string span, DateTimeOffset start) =>
        connection.FindAsync<long>(
            "SELECT COUNT(*) FROM insights WHERE span = @span AND start = @start",
            new { span, start = start.ToUnixTimeMilliseconds() }
        );

    public static Task<int> WriteAsync(AdminConnection connection, string span, DateTimeOffset start, string number, CellTable table) =>
        connection.ExecuteAsync(
            """
            INSERT INTO insights (span, start, number, counts) VALUES (@span, @start, @number, @counts)
            ON CONFLICT (span, start, number) DO UPDATE SET counts = excluded.counts
            """,
            Row(connection, span, start, number, RollUpCodec.Write(table))
        );

    public static Task<int> ForgetAsync(AdminConnection connection, string span, DateTimeOffset before) =>
        connection.ExecuteAsync(
            "DELETE FROM insights WHERE span = @span AND start < @before",
            new { span, before = before.ToUnixTimeMilliseconds() }
        );

    /// <summary>The hours or days of a range, and everything that waits: in one statement, so that all is read once.</summary>
    public static Task<List<InsightsRow>> ReadAsync(AdminConnection connection, string span, DateTimeOffset from, DateTimeOffset to) =>
        connection.QueryAsync<InsightsRow>(
            $"""
            SELECT span AS Span, start AS Start, number AS Number, counts AS Counts FROM insights
            WHERE span = @span AND start >= @from AND start < @to
            UNION ALL SELECT '{Pending}', 0, '', counts FROM insights_pending
            """,
            new
            {
                span,
                from = from.ToUnixTimeMilliseconds(),
                to = to.ToUnixTimeMilliseconds(),
            }
        );

    private static object Row(AdminConnection connection, string span, DateTimeOffset start, string number, byte[]? counts) =>
        new
        {
            span,
            start = start.ToUnixTimeMilliseconds(),
            number = connection.Dialect.Text(number),
            counts,
        };
}

/// <summary>Figures as they are stored.</summary>
internal sealed class InsightsRow
{
    public string Span { get; init; } = "";

    /// <summary>Milliseconds since 1970.</summary>
    public long Start { get; init; }

    public string Number { get; init; } = "";

    public byte[] Counts { get; init; } = [];

    /// <summary>Whether it is what some transaction adds, of several hours and numbers.</summary>
    public bool IsPending => Start == 0 && Span == "pending";
}
