using Dapper;
using Microsoft.Data.Sqlite;

namespace Bridge.Storage.Sqlite;

/// <summary>
/// The file of the store or of the spool, or of both, owned by this process alone: one connection that writes, others that read.
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly DatabaseLock _lock;
    private readonly Lock _probing = new();
    private Task? _probe;

    private SqliteDatabase(string path, StoreOptions options, DatabaseLock databaseLock, SqliteSession session)
    {
        Path = path;
        Room = new DiskSpaceGuard(path, options);
        _lock = databaseLock;
        Ownership = Ownership.Take(session);
        Writer = new SqliteWriter(session, Ownership.Require);
        Readers = new SqliteReaders(path);
    }

    public string Path { get; }

    public DiskSpaceGuard Room { get; }

    public Ownership Ownership { get; }

    public SqliteWriter Writer { get; }

    public SqliteReaders Readers { get; }

    /// <summary>Opens the file, made and brought to the newest schema where needed.</summary>
    /// <param name="setting">The setting that names the file, for the messages.</param>
    /// <exception cref="StorageException">It cannot be used; the message says why and what to do.</exception>
    public static SqliteDatabase Open(StoreOptions options, string setting = StoreOptions.Address)
    {
        var path = DatabaseFile.PathOf(options.ConnectionString, setting);
        var databaseLock = DatabaseLock.Take(path, setting);
        try
        {
            return OpenLocked(path, options, databaseLock);
        }
        catch (StorageException)
        {
            databaseLock.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Commits a write that changes nothing: setting the version to what it is rewrites the first page, which the disk must take.
    /// </summary>
    /// <remarks>Whoever asks while one is under way shares it: store and spool may be one file, and each commit costs the disk.</remarks>
    /// <exception cref="StorageException">More cannot be stored.</exception>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SharedProbe(cancellationToken).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await Writer.RunAsync(Touch, cancellationToken); // whoever began it gave up
        }
    }

    public void Dispose()
    {
        Readers.Dispose();
        Writer.Dispose();
        _lock.Dispose();
    }

    private Task SharedProbe(CancellationToken cancellationToken)
    {
        lock (_probing)
        {
            return _probe is { IsCompleted: false } probe ? probe : _probe = Writer.RunAsync(Touch, cancellationToken);
        }
    }

    private int Touch(SqliteSession session)
    {
        Room.Require(session);
        return session.Connection.Execute($"PRAGMA user_version = {SqliteMigrations.Newest}");
    }

    private static SqliteDatabase OpenLocked(string path, StoreOptions options, DatabaseLock databaseLock)
    {
        SqliteSession? session = null;
        try
        {
            session = SqliteSessions.OpenWriter(path, options.MaxBytes);
            SqliteMigrations.Apply(session.Connection);
            return new SqliteDatabase(path, options, databaseLock, session);
        }
        catch (SqliteException cause)
        {
            session?.Dispose();
            throw StorageException.From(cause, path);
        }
        catch (StorageException)
        {
            session?.Dispose();
            throw;
        }
    }
}
