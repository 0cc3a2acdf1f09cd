using Bridge.Storage.Administration;

namespace Bridge.Watching.Alerts;

/// <summary>
/// What alerts are open, for all processes together: whoever sees a finding keeps its row fresh, and one of them claims what is to be told.
/// </summary>
internal static class AlertTable
{
    /// <summary>What lasts shorter is not told.</summary>
    public static readonly TimeSpan ToldAfter = TimeSpan.FromSeconds(4);

    /// <summary>What nobody has seen for so long is over; what comes back sooner never ended.</summary>
    public static readonly TimeSpan OverAfter = TimeSpan.FromSeconds(12);

    /// <summary>Whoever claimed it has not succeeded in telling it, and another may try.</summary>
    public static readonly TimeSpan TriedAgainAfter = TimeSpan.FromSeconds(30);

    /// <summary>The rows end with this, whatever the clocks of the processes say of each other.</summary>
    private const string IsFresh = "seen_at BETWEEN @recent AND @ahead";

    public static Task<long> CountAsync(AdminConnection connection) => connection.FindAsync<long>("SELECT COUNT(*) FROM alerts");

    /// <summary>Writes down what is seen, and claims what is to be told by the caller.</summary>
    public static async Task<IReadOnlyList<AlertRow>> ClaimAsync(
        AdminConnection connection,
        IReadOnlyList<Finding> findings,
        DateTimeOffset now
    )
    {
        foreach (var finding in findings.DistinctBy(finding => (finding.Kind, finding.Subject)))
        {
            await SeeAsync(connection, finding, now);
        }

        var times = new
        {
            now = now.ToUnixTimeMilliseconds(),
            recent = (now - OverAfter).ToUnixTimeMilliseconds(),
            ahead = (now + OverAfter).ToUnixTimeMilliseconds(),
            lasting = (now - ToldAfter).ToUnixTimeMilliseconds(),
            stale = (now - TriedAgainAfter).ToUnixTimeMilliseconds(),
        };
        await connection.ExecuteAsync($"DELETE FROM alerts WHERE is_told = 0 AND NOT ({IsFresh})", times);
        return await connection.QueryAsync<AlertRow>(
            $"""
            UPDATE alerts SET claimed_at = @now
            WHERE (claimed_at < @stale OR claimed_at > @now)
                AND ((is_told = 0 AND since <= @lasting) OR (is_told = 1 AND NOT ({IsFresh})))
            RETURNING kind AS Kind, subject AS Subject, severity AS Severity, affected AS Affected, sentence AS Sentence, since AS Since,
                is_told AS IsTold
            """,
            times
        );
    }

    /// <summary>It was told: that it began, or that it is over.</summary>
    public static Task<int> SettleAsync(AdminConnection connection, AlertRow row) =>
        connection.ExecuteAsync(
            row.IsTold == 0
                ? "UPDATE alerts SET is_told = 1, claimed_at = 0 WHERE kind = @Kind AND subject = @Subject"
                : "DELETE FROM alerts WHERE kind = @Kind AND subject = @Subject",
            new { row.Kind, row.Subject }
        );

    private static Task<int> SeeAsync(AdminConnection connection, Finding finding, DateTimeOffset now) =>
        connection.ExecuteAsync(
            """
            INSERT INTO alerts (kind, subject, severity, affected, sentence, since, seen_at, is_told, claimed_at)
            VALUES (@Kind, @subject, @severity, @Affected, @sentence, @now, @now, 0, 0)
            ON CONFLICT (kind, subject) DO UPDATE
            SET seen_at = excluded.seen_at, affected = excluded.affected, sentence = excluded.sentence
            """,
            new
            {
                finding.Kind,
                subject = connection.Dialect.Text(finding.Subject),
                severity = finding.Severity.ToString().ToLowerInvariant(),
                finding.Affected,
                sentence = connection.Dialect.Text(finding.Sentence),
                now = now.ToUnixTimeMilliseconds(),
            }
        );
}

/// <summary>An alert as stored.</summary>
internal sealed class AlertRow
{
    public string Kind { get; init; } = "";

    public string Subject { get; init; } = "";

    public string Severity { get; init; } = "";

    public long Affected { get; init; }

    public string Sentence { get; init; } = "";

    /// <summary>Milliseconds since 1970.</summary>
    public long Since { get; init; }

    /// <summary>1 when that it began was told: then that it is over is to be told.</summary>
    public int IsTold { get; init; }
}
