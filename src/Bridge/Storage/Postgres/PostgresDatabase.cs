using System.Data;
using Npgsql;

namespace Bridge.Storage.Postgres;

/// <summary>The connections to the database that the forwarders share. Nothing is sent before the first use.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    /// <summary>How often something is tried at once. All who use the store try again by themselves later, with pauses.</summary>
    private const int Attempts = 3;

    private readonly NpgsqlDataSource _source;
    private readonly SemaphoreSlim _migrating = new(1);
    private volatile bool _isMigrated;

    /// <exception cref="StorageException">The connection string names no server.</exception>
    public PostgresDatabase(string connectionString)
    {
        var settings = PostgresAddress.Parse(connectionString);
        Name =
            $"{settings.Database ?? settings.Username} at {settings.Host}"
            + (settings.Host!.Contains(',', StringComparison.Ordinal) ? "" : $":{settings.Port}");
        _source = Connect(settings);
    }

    /// <summary>Database and server, for people.</summary>
    public string Name { get; }

    /// <summary>
    /// Runs something on a connection to the newest schema; again, when it fell victim to a conflict or to a connection that had died.
    /// </summary>
    /// <param name="work">May run more than once, and must do no harm when an earlier run was committed without anybody hearing of
    /// it.</param>
    /// <exception cref="StorageException">The database does not do it.</exception>
    public async Task<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await RunOnceAsync(work, cancellationToken);
            }
            catch (Exception cause) when (PostgresFailure.IsOne(cause))
            {
                if (attempt == Attempts || !PostgresFailure.PassesAtOnce(cause))
                {
                    throw PostgresFailure.Explain(cause, Name);
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        _migrating.Dispose();
    }

    /// <summary>Of several servers the one that can be written.</summary>
    private static NpgsqlDataSource Connect(NpgsqlConnectionStringBuilder settings)
    {
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        return settings.Host!.Contains(',', StringComparison.Ordinal)
            ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.ReadWrite)
            : builder.Build();
    }

    /// <remarks>
    /// When a connection breaks between two commands, the second finds Npgsql's own parts disposed of, or the connection closed.
    /// </remarks>
    private async Task<T> RunOnceAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        try
        {
            await MigrateOnceAsync(connection, cancellationToken);
            return await work(connection, cancellationToken);
        }
        catch (InvalidOperationException cause) when (cause is ObjectDisposedException || connection.State != ConnectionState.Open)
        {
            throw new NpgsqlException("The connection broke.", new IOException(cause.Message, cause));
        }
    }

    private async Task MigrateOnceAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (_isMigrated)
        {
            return;
        }

        await _migrating.WaitAsync(cancellationToken);
        try
        {
            if (!_isMigrated)
            {
                await PostgresMigrations.ApplyAsync(connection, Name, cancellationToken);
                _isMigrated = true;
            }
        }
        finally
        {
            _migrating.Release();
        }
    }
}
