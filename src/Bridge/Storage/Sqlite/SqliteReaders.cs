using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Bridge.Storage.Sqlite;

/// <summary>Connections that read beside the writer, kept for the next read.</summary>
internal sealed class SqliteReaders(string path) : IDisposable
{
    /// <summary>So many connections are kept; more are opened and closed again when more read at once.</summary>
    internal const int MaxIdle = 16;

    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private int _idleCount;

    /// <summary>Reads on a pool thread.</summary>
    /// <exception cref="StorageException">The file cannot be read.</exception>
    public Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken) =>
        Task.Run(() => Read(read), cancellationToken);

    public T Read<T>(Func<SqliteSession, T> read)
    {
        SqliteSession? session = null;
        try
        {
            session = Take() ?? SqliteSessions.OpenReader(path);
            var result = read(session);
            session = Keep(session) ? null : session;
            return result;
        }
        catch (SqliteException cause)
        {
            throw StorageException.From(cause, path);
        }
        finally
        {
            session?.Dispose();
        }
    }

    public void Dispose()
    {
        while (Take() is { } session)
        {
            session.Dispose();
        }
    }

    private SqliteSession? Take()
    {
        if (!_idle.TryTake(out var session))
        {
            return null;
        }

        Interlocked.Decrement(ref _idleCount);
        return session;
    }

    private bool Keep(SqliteSession session)
    {
        if (Interlocked.Increment(ref _idleCount) > MaxIdle)
        {
            Interlocked.Decrement(ref _idleCount);
            return false;
        }

        _idle.Add(session);
        return true;
    }
}
