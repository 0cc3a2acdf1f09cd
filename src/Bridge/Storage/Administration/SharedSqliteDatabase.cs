using Bridge.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Bridge.Storage.Administration;

/// <summary>
/// A SQLite file that a running Bridge may own: beside it one may read, and write little and briefly. Nothing here gives events their
/// numbers.
/// </summary>
internal sealed class SharedSqliteDatabase : AdminDatabase, IDisposable
{
    private readonly SqliteSession _session;
    private readonly SemaphoreSlim _turn = new(1);

    private SharedSqliteDatabase(SqliteSession session, string path, bool isOwned) => (_session, Name, IsOwned) = (session, path, isOwned);

    public override string Name { get; }

    /// <summary>Whether a Bridge ran on the file when it was opened.</summary>
    public bool IsOwned { get; }

    /// <exception cref="StorageException">It cannot be used; the message says why and what to do.</exception>
    public static SharedSqliteDatabase Open(StoreOptions options)
    {
        var path = DatabaseFile.PathOf(options.ConnectionString);
        if (!File.Exists(path))
        {
            throw new StorageException(
                $"There is no store at {path}: name the one that Bridge works on with {StoreOptions.Address}, or start in its folder."
            );
        }

        try
        {
            var isOwned = !TryMigrate(path, options);
            var session = SqliteSessions.OpenWriter(path, options.MaxBytes);
            SqliteMigrations.RequireNewest(session.Connection);
            return new SharedSqliteDatabase(session, path, isOwned);
        }
        catch (SqliteException cause)
        {
            throw StorageException.From(cause, path);
        }
    }

    public override Task<T> ReadAsync<T>(Func<AdminConnection, Task<T>> read, CancellationToken cancellationToken) =>
        RunAsync(
            () =>
            {
                using var moment = _session.Connection.BeginTransaction(deferred: true);
                return Run(moment, read, cancellationToken);
            },
            cancellationToken
        );

    /// <remarks>Waits up to five seconds while the Bridge that owns the file is writing.</remarks>
    public override Task<T> WriteAsync<T>(Func<AdminConnection, Task<T>> write, CancellationToken cancellationToken) =>
        RunAsync(
            () =>
            {
                _session.Begin();
                var result = Run(null, write, cancellationToken);
                _session.Commit();
                return result;
            },
            cancellationToken
        );

    public void Dispose()
    {
        _session.Dispose();
        _turn.Dispose();
    }

    /// <summary>Brings the file to the newest schema when nobody runs on it. The lock is not kept: Bridge may start meanwhile.</summary>
    private static bool TryMigrate(string path, StoreOptions options)
    {
        try
        {
            using var ownership = DatabaseLock.Take(path, StoreOptions.Address);
            using var session = SqliteSessions.OpenWriter(path, options.MaxBytes);
            SqliteMigrations.Apply(session.Connection);
            return true;
        }
        catch (StorageException problem) when (problem.IsInUse)
        {
            return false;
        }
    }

    private async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return work();
        }
        catch (SqliteException cause)
        {
            throw StorageException.From(cause, Name);
        }
        finally
        {
            _session.Rollback();
            _turn.Release();
        }
    }

    private T Run<T>(SqliteTransaction? transaction, Func<AdminConnection, Task<T>> work, CancellationToken cancellationToken) =>
        work(new AdminConnection(_session.Connection, transaction, SqlDialect.Sqlite, cancellationToken)).GetAwaiter().GetResult();
}
