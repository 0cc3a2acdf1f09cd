using Microsoft.Data.Sqlite;

namespace Bridge.Storage.Sqlite;

/// <summary>
/// Everything that is written goes through this one thread and its one connection: no lock is ever contended and no pool thread waits for
/// the disk.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    /// <summary>How many urgent jobs may pass an ordinary one that waits.</summary>
    internal const int UrgentInARow = 8;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _available = new(0);
    private readonly LinkedList<WriterJob> _urgent = [];
    private readonly LinkedList<WriterJob> _ordinary = [];
    private readonly SqliteSession _session;
    private readonly Action<SqliteSession> _require;
    private readonly Thread _thread;
    private int _passedOrdinary;
    private long _urgentRuns;
    private bool _closed;

    /// <param name="session">Belongs to the writer from now on.</param>
    /// <param name="require">What every transaction begins with; it throws when nothing may be written.</param>
    public SqliteWriter(SqliteSession session, Action<SqliteSession> require)
    {
        (_session, _require) = (session, require);
        _thread = new Thread(Work) { Name = "store writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>How many urgent jobs ran so far; while it rises, requests wait and others should be brief.</summary>
    public long UrgentRuns => Volatile.Read(ref _urgentRuns);

    /// <summary>How many jobs wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _urgent.Count + _ordinary.Count;
            }
        }
    }

    /// <summary>Runs <paramref name="work"/> in a transaction. Cancelled only before it starts: then it leaves the queue at once.</summary>
    /// <exception cref="StorageException">Nothing of it was stored.</exception>
    public async Task<T> RunAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        var job = new WriterJob<T>(work, cancellationToken);
        Enqueue(_ordinary, job);
        using var abandoning = cancellationToken.UnsafeRegister(_ => Abandon(job, cancellationToken), null);
        return await job.Outcome;
    }

    /// <summary>Runs a job before the ordinary ones, though some of those are let through while urgent ones keep coming.</summary>
    public void RunUrgent(WriterJob job) => Enqueue(_urgent, job);

    /// <summary>Finishes what was handed in, then closes the connection.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
        }

        _available.Release();
        _thread.Join();
        _session.Dispose();
        _available.Dispose();
    }

    private void Abandon(WriterJob job, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_ordinary.Remove(job))
            {
                return; // it runs, or ran
            }
        }

        job.Failed(new OperationCanceledException(cancellationToken));
    }

    private void Enqueue(LinkedList<WriterJob> queue, WriterJob job)
    {
        lock (_gate)
        {
            if (!_closed)
            {
                queue.AddLast(job);
                _available.Release();
                return;
            }
        }

        job.Failed(new StorageException("The store is closed because Bridge is stopping."));
    }

    private void Work()
    {
        while (Next() is { } job)
        {
            Run(job);
        }
    }

    /// <returns>Null once the writer is closed and nothing is left.</returns>
    private WriterJob? Next()
    {
        while (true)
        {
            _available.Wait(CancellationToken.None);
            lock (_gate)
            {
                if (Dequeue() is { } job)
                {
                    return job;
                }

                if (_closed)
                {
                    return null;
                }
            } // otherwise the job that was announced has been abandoned
        }
    }

    private WriterJob? Dequeue()
    {
        var ordinaryTurn = _urgent.Count == 0 || _passedOrdinary >= UrgentInARow;
        return ordinaryTurn && Take(_ordinary) is { } ordinary ? Ordinary(ordinary)
            : Take(_urgent) is { } urgent ? Urgent(urgent)
            : null;
    }

    private static WriterJob? Take(LinkedList<WriterJob> queue)
    {
        var first = queue.First?.Value;
        if (first is not null)
        {
            queue.RemoveFirst();
        }

        return first;
    }

    private WriterJob Ordinary(WriterJob job)
    {
        _passedOrdinary = 0;
        return job;
    }

    private WriterJob Urgent(WriterJob job)
    {
        _passedOrdinary = _ordinary.Count == 0 ? 0 : _passedOrdinary + 1;
        Volatile.Write(ref _urgentRuns, _urgentRuns + 1);
        return job;
    }

    private void Run(WriterJob job)
    {
        if (Attempt(job) is { } failure)
        {
            job.Failed(failure);
        }
        else
        {
            job.Committed();
        }
    }

    private Exception? Attempt(WriterJob job)
    {
        try
        {
            _session.Begin();
            _require(_session);
            job.Execute(_session);
            _session.Commit();
            return null;
        }
        catch (Exception cause) // The outermost seam of the writer: whatever failed belongs to the job, and the thread lives on.
        {
            return RolledBack(cause is SqliteException sqlite ? StorageException.From(sqlite, _session.Path) : cause);
        }
    }

    /// <remarks>
    /// After a failure the log is copied into the file: on a full disk the log could not grow, but it can be used again from its start.
    /// </remarks>
    private Exception RolledBack(Exception cause)
    {
        try
        {
            _session.Rollback();
            if (cause is StorageException { Fault: StorageFault.Store })
            {
                _session.Checkpoint();
            }
        }
        catch (SqliteException)
        {
            return cause; // The next transaction begins with another attempt to roll back.
        }

        return cause;
    }
}
