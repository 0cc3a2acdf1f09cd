namespace Bridge.Storage;

/// <summary>Has the store opened before anything is served: hosted services are made first, so no request meets a store that cannot be used.</summary>
internal sealed partial class StorageStart(SqliteDatabase database, IStore store, ILogger<StorageStart> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Opened(database.Path, SqliteMigrations.Newest, store.GetType().Name);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "Store {Path} is open (schema {Schema}, {Kind})")]
    private partial void Opened(string path, int schema, string kind);
}

/// <summary>Has the spool's file opened before anything is served; a <see cref="StorageException"/> ends the start.</summary>
internal sealed partial class SpoolStart(SqliteDatabase database, SpoolTable spool, ILogger<SpoolStart> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Opened(database.Path, spool.Bytes);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "The spool in {Path} is open and holds {Bytes} bytes")]
    private partial void Opened(string path, long bytes);
}
