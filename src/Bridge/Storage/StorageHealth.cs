namespace Bridge.Storage;

/// <summary>Answers whether the store works, for readiness and <c>bridge check</c>.</summary>
internal sealed class StorageHealth(SqliteDatabase database)
{
    /// <summary>Null when the store can be written, else one sentence why not.</summary>
    public async ValueTask<string?> WhyNotReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await database.ProbeAsync(cancellationToken);
            return null;
        }
        catch (StorageException problem)
        {
            return problem.Message;
        }
    }
}
