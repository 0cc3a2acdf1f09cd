using Microsoft.Data.Sqlite;

namespace Bridge.Storage.Sqlite;

/// <summary>
/// Which process owns a database file, kept in the file itself: every transaction of the writer looks whether it still is this one.
/// </summary>
/// <remarks>
/// The locks at the start keep out whoever shares a kernel with this process. This fence is for the rest: a network's file system, a lock
/// file that somebody deleted.
/// </remarks>
internal sealed class Ownership
{
    private readonly byte[] _token = Guid.NewGuid().ToByteArray();
    private readonly TaskCompletionSource<StorageException> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isTaken;

    private Ownership() { }

    /// <summary>Completes when another process took the file; this one must not write any more.</summary>
    public Task<StorageException> Lost => _lost.Task;

    /// <summary>
    /// Makes this process the owner: whoever was it before finds out at its next write. On a full disk that waits for the first write there
    /// is room for.
    /// </summary>
    public static Ownership Take(SqliteSession session)
    {
        var ownership = new Ownership();
        try
        {
            session.Begin();
            ownership.Require(session);
            session.Commit();
        }
        catch (SqliteException cause) when (cause.SqliteErrorCode == SQLitePCL.raw.SQLITE_FULL)
        {
            session.Rollback();
        }

        return ownership;
    }

    /// <summary>To be asked within each transaction: no other process can become the owner before it ends.</summary>
    /// <exception cref="StorageException">The file has another owner.</exception>
    public void Require(SqliteSession session)
    {
        if (IsMine(session))
        {
            _isTaken = true;
        }
        else if (_isTaken)
        {
            throw LostIn(session);
        }
        else
        {
            session.Statement("DELETE FROM owner").Execute();
            session.Statement("INSERT INTO owner (token) VALUES (?1)").Bind(1, _token).Execute();
        }
    }

    private bool IsMine(SqliteSession session)
    {
        var query = session.Statement("SELECT token FROM owner");
        var isMine = query.Read() && query.GetBlob(0).SequenceEqual(_token);
        query.Reset();
        return isMine;
    }

    private StorageException LostIn(SqliteSession session)
    {
        var problem = new StorageException(
            $"Another Bridge took over the store {session.Path}, so this one writes nothing more and ends; "
                + "let only one of them run on that file."
        );
        _lost.TrySetResult(problem);
        return problem;
    }
}
