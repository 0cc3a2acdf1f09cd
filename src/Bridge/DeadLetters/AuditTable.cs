using Bridge.DeadLetters.Masking;
using Bridge.Storage.Administration;

namespace Bridge.DeadLetters;

/// <summary>Who did what, in the transaction in which it was done.</summary>
internal static class AuditTable
{
    /// <returns>The row's number.</returns>
    /// <exception cref="AdminException">Why is too long; the transaction does nothing then.</exception>
    public static async Task<long> AddAsync(
        AdminConnection connection,
        DateTimeOffset at,
        string actor,
        string action,
        long count,
        string? subject = null,
        string? why = null
    ) =>
        why?.Trim().Length > AdminLimits.MaxWhy
            ? throw new AdminException(
                AdminProblem.Invalid,
                $"why may have {AdminLimits.MaxWhy} characters, but has {why.Trim().Length}: say it in fewer."
            )
            : await connection.FindAsync<long>(
                "INSERT INTO audit (at, actor, action, count, subject, why) "
                    + "VALUES (@at, @actor, @action, @count, @subject, @why) RETURNING id",
                new
                {
                    at = at.ToUnixTimeMilliseconds(),
                    actor = connection.Dialect.Text(actor),
                    action,
                    count,
                    subject = connection.Dialect.Text(subject),
                    why = connection.Dialect.Text(string.IsNullOrWhiteSpace(why) ? null : DeadLetterMask.Why(why.Trim())),
                }
            );

    public static async Task<IReadOnlyList<AuditEntry>> ReadAsync(AdminConnection connection, long? before, int limit)
    {
        var rows = await connection.QueryAsync<Row>(
            "SELECT id, at, actor, action, count, subject, why FROM audit WHERE id < @before ORDER BY id DESC LIMIT @limit",
            new { before = before ?? long.MaxValue, limit }
        );
        return
        [
            .. rows.Select(row => new AuditEntry(
                row.Id,
                DateTimeOffset.FromUnixTimeMilliseconds(row.At),
                row.Actor,
                row.Action,
                row.Count,
                row.Subject,
                DeadLetterMask.Why(row.Why)
            )),
        ];
    }

    private sealed class Row
    {
        public long Id { get; init; }

        public long At { get; init; }

        public string Actor { get; init; } = "";

        public string Action { get; init; } = "";

        public long Count { get; init; }

        public string? Subject { get; init; }

        public string? Why { get; init; }
    }
}
