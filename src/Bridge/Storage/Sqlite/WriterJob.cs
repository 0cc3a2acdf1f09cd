namespace Bridge.Storage.Sqlite;

/// <summary>One transaction of the writer. All three methods run on the writer's thread and must not wait.</summary>
internal abstract class WriterJob
{
    /// <summary>Runs inside the transaction.</summary>
    public abstract void Execute(SqliteSession session);

    /// <summary>The transaction is on disk.</summary>
    public abstract void Committed();

    /// <summary>The transaction was rolled back: nothing of it is stored.</summary>
    public abstract void Failed(Exception cause);
}

/// <summary>A transaction whose result somebody awaits. The continuation never runs on the writer's thread.</summary>
internal sealed class WriterJob<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken) : WriterJob
{
    private readonly TaskCompletionSource<T> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Outcome => _outcome.Task;

    public override void Execute(SqliteSession session)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _result = work(session);
    }

    public override void Committed() => _outcome.SetResult(_result!);

    public override void Failed(Exception cause)
    {
        if (cause is OperationCanceledException canceled)
        {
            _outcome.SetCanceled(canceled.CancellationToken);
        }
        else
        {
            _outcome.SetException(cause);
        }
    }
}
