namespace Bridge.Storage;

/// <summary>Answers whether the store works, for readiness.</summary>
internal sealed class StorageHealth(IStore store)
{
    /// <summary>Null when the store can be written, else one sentence why not.</summary>
    public async ValueTask<string?> WhyNotReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.ProbeAsync(cancellationToken);
            return null;
        }
        catch (StorageException problem)
        {
            return problem.Message;
        }
    }
}
