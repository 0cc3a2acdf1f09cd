using Bridge.Storage.Administration;

namespace Bridge.DeadLetters;

/// <summary>
/// The audit row of what is done in several transactions: each adds what it did, so that the row is right whenever the process dies.
/// </summary>
internal sealed class RunningAudit(TimeProvider time, Actor actor, string action, string subject, string? why)
{
    private long? _row;

    /// <remarks>May run more than once: the row may have gone with a transaction that failed.</remarks>
    /// <returns>The row's number.</returns>
    public async Task<long> AddAsync(AdminConnection connection, long count)
    {
        if (
            _row is not { } row
            || await connection.ExecuteAsync("UPDATE audit SET count = count + @count WHERE id = @row", new { count, row }) == 0
        )
        {
            _row = await AuditTable.AddAsync(connection, time.GetUtcNow(), actor.Name, action, count, subject, why);
        }

        return _row.Value;
    }
}
