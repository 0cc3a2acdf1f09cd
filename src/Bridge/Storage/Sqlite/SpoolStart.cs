namespace Bridge.Storage.Sqlite;

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
