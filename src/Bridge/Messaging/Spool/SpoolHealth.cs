using Bridge.Storage;
using Bridge.Storage.Sqlite;

namespace Bridge.Messaging.Spool;

/// <summary>Answers whether the spool can take webhooks, for readiness and <c>meta-bridge check</c>.</summary>
internal sealed class SpoolHealth(SqliteDatabase database, SpoolTable spool)
{
    /// <summary>Commits a write that changes nothing, then looks what is spooled.</summary>
    public async Task<SpoolStatus> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await database.ProbeAsync(cancellationToken);
            return new SpoolStatus(null, spool.Bytes, spool.Limit, await spool.OldestAsync(cancellationToken));
        }
        catch (StorageException problem)
        {
            return new SpoolStatus(problem.Message, spool.Bytes, spool.Limit, null);
        }
    }

    /// <summary>Null when webhooks can be spooled, else one sentence why not.</summary>
    public async ValueTask<string?> WhyNotReadyAsync(CancellationToken cancellationToken)
    {
        var status = await CheckAsync(cancellationToken);
        return status.IsReady ? null : status.Problem ?? $"the spool is full ({status.Bytes} of {status.Limit} bytes, Spool:MaxBytes)";
    }
}

/// <summary>How the spool is.</summary>
/// <param name="Problem">One sentence for the operator when its file cannot be written or read; null when it works.</param>
/// <param name="Bytes">The bytes of events in it.</param>
/// <param name="Limit">How many it may hold.</param>
/// <param name="OldestReceivedAt">When the oldest spooled webhook was received; null when it is empty.</param>
internal sealed record SpoolStatus(string? Problem, long Bytes, long Limit, DateTimeOffset? OldestReceivedAt)
{
    /// <summary>Whether webhooks can be accepted: the file works and there is room.</summary>
    public bool IsReady => Problem is null && Bytes < Limit;
}
