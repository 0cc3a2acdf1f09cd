namespace Bridge.Storage.Sqlite;

/// <summary>Ends a process whose SQLite file another one took over.</summary>
internal sealed partial class OwnershipWatch(SqliteDatabase database, IHostApplicationLifetime lifetime, ILogger<OwnershipWatch> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.WhenAny(database.Ownership.Lost, Task.Delay(Timeout.Infinite, stoppingToken)).ConfigureAwait(false);
        if (database.Ownership.Lost.IsCompletedSuccessfully)
        {
            Lost((await database.Ownership.Lost).Message);
            lifetime.StopApplication();
        }
    }

    [LoggerMessage(LogLevel.Error, "{Problem}")]
    private partial void Lost(string problem);
}
