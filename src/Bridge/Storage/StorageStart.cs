namespace Bridge.Storage;

/// <summary>Has the store opened before anything is served: hosted services are made first, so no request meets a store that cannot be used.</summary>
internal sealed partial class StorageStart(SqliteDatabase database, SpoolTable spool, ILogger<StorageStart> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Opened(database.Path, SqliteMigrations.Newest, spool.Bytes);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "Store {Path} is open (schema {Schema}); its spool holds {SpoolBytes} bytes")]
    private partial void Opened(string path, int schema, long spoolBytes);
}
