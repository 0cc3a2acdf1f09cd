using Bridge.Telemetry;

namespace Bridge.Storage.Administration;

/// <summary>How much came by the hour: from each business number, and signed by each app secret.</summary>
internal static class RhythmTable
{
    private const string Kinds =
        $"(kind LIKE '{HourlyTally.Number}%' OR kind LIKE '{HourlyTally.FirstSecret}%' OR kind LIKE '{HourlyTally.OtherSecret}%')";

    /// <summary>How much of the past is kept: a week to compare with, and another in which somebody may be silent.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(15);

    public static async Task AddAsync(AdminConnection connection, IEnumerable<RhythmRow> rows, DateTimeOffset now)
    {
        foreach (var row in rows)
        {
            await connection.ExecuteAsync(
                "INSERT INTO activity (at, kind, count) VALUES (@At, @kind, @Count) ON CONFLICT (at, kind) DO UPDATE "
                    + "SET count = activity.count + excluded.count",
                new
                {
                    row.At,
                    kind = connection.Dialect.Text(row.Kind),
                    row.Count,
                }
            );
        }

        await connection.ExecuteAsync(
            $"DELETE FROM activity WHERE {Kinds} AND at < @before",
            new { before = (now - Kept).ToUnixTimeMilliseconds() }
        );
    }

    public static async Task<IReadOnlyList<RhythmRow>> ReadAsync(AdminConnection connection, DateTimeOffset now) =>
        await connection.QueryAsync<RhythmRow>(
            $"SELECT at AS At, kind AS Kind, count AS Count FROM activity WHERE {Kinds} AND at >= @since",
            new { since = (now - Kept).ToUnixTimeMilliseconds() }
        );
}

/// <summary>What came in one hour. Its beginning is in milliseconds since 1970.</summary>
internal sealed class RhythmRow
{
    public long At { get; init; }

    public string Kind { get; init; } = "";

    public long Count { get; init; }

    public DateTimeOffset Hour => DateTimeOffset.FromUnixTimeMilliseconds(At);
}
