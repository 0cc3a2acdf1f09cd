using Dapper;

namespace Bridge.Storage;

/// <summary>Answers whether the store works, for readiness and <c>bridge check</c>.</summary>
internal sealed class StorageHealth(SqliteDatabase database, SpoolTable spool, IStore store)
{
    /// <summary>Commits a write that changes nothing, then reads what waits.</summary>
    public async Task<StorageStatus> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await database.Writer.RunAsync(Touch, cancellationToken);
            return new StorageStatus(
                null, spool.Bytes, spool.Limit, await spool.OldestAsync(cancellationToken), await store.GetBacklogAsync(cancellationToken));
        }
        catch (StorageException problem)
        {
            return new StorageStatus(problem.Message, spool.Bytes, spool.Limit, null, []);
        }
    }

    /// <summary>Null when webhooks can be stored, else one sentence why not.</summary>
    public async ValueTask<string?> WhyNotReadyAsync(CancellationToken cancellationToken)
    {
        var status = await CheckAsync(cancellationToken);
        return status.IsReady ? null : status.Problem ?? $"the spool is full ({status.SpoolBytes} of {status.SpoolLimit} bytes, Spool:MaxBytes)";
    }

    /// <summary>Setting the version to what it is rewrites the first page: the disk must take it.</summary>
    private int Touch(SqliteSession session)
    {
        database.Room.Require(session);
        return session.Connection.Execute($"PRAGMA user_version = {SqliteMigrations.Newest}");
    }
}

/// <summary>How the store is.</summary>
/// <param name="Problem">One sentence for the operator when it cannot be written or read; null when it works.</param>
/// <param name="SpoolBytes">The bytes of events in the spool.</param>
/// <param name="SpoolLimit">How many it may hold.</param>
/// <param name="OldestSpooled">When the oldest spooled webhook was received; null when all is taken in.</param>
/// <param name="Backlog">What waits for each destination.</param>
internal sealed record StorageStatus(
    string? Problem, long SpoolBytes, long SpoolLimit, DateTimeOffset? OldestSpooled, IReadOnlyList<Backlog> Backlog)
{
    /// <summary>Whether webhooks can be accepted: the store works and the spool has room.</summary>
    public bool IsReady => Problem is null && SpoolBytes < SpoolLimit;
}
