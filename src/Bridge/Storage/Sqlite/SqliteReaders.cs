using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Bridge.Storage;

/// <summary>Connections that read beside the writer, kept for the next read.</summary>
internal sealed class SqliteReaders(string path) : IDisposable
{
    private readonly ConcurrentBag<SqliteSession> _idle = [];

    /// <summary>Reads on a pool thread.</summary>
    /// <exception cref="StorageException">The file cannot be read.</exception>
    public Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken) => Task.Run(() => Read(read), cancellationToken);

    public T Read<T>(Func<SqliteSession, T> read)
    {
        SqliteSession? session = null;
        try
        {
            session = _idle.TryTake(out var idle) ? idle : SqliteSessions.OpenReader(path);
            var result = read(session);
            _idle.Add(session);
            session = null;
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
        while (_idle.TryTake(out var session))
        {
            session.Dispose();
        }
    }
}
