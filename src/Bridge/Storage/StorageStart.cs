namespace Bridge.Storage;

/// <summary>
/// Has the store opened before anything is served: hosted services are made first, so no request meets a store that cannot be used.
/// A database that does not answer just now is waited for instead: it may be starting too, and what comes in meanwhile is kept elsewhere.
/// </summary>
internal sealed partial class StorageStart(IStore store, ILogger<StorageStart> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.OpenAsync(cancellationToken);
            Opened(store.Name);
        }
        catch (StorageException problem) when (problem.MayPass)
        {
            NotYet(problem.Message);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "The store {Name} is open")]
    private partial void Opened(string name);

    [LoggerMessage(LogLevel.Error, "The store does not answer yet; Bridge starts and waits for it. {Problem}")]
    private partial void NotYet(string problem);
}
