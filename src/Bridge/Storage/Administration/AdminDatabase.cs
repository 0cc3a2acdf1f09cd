namespace Bridge.Storage.Administration;

/// <summary>The store as people ask it: the same tables in SQLite and PostgreSQL, through one set of statements, run with Dapper.</summary>
/// <remarks>
/// For questions now and then and for what people decide; what happens thousands of times a second is the <see cref="IStore"/>'s.
/// </remarks>
internal abstract class AdminDatabase
{
    /// <summary>Where it is, for people.</summary>
    public abstract string Name { get; }

    /// <summary>Reads what is committed, all of it as of one moment.</summary>
    /// <exception cref="StorageException">The store cannot be read.</exception>
    public abstract Task<T> ReadAsync<T>(Func<AdminConnection, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>Runs <paramref name="write"/> in one transaction.</summary>
    /// <param name="write">Must await nothing but the connection, and may run more than once.</param>
    /// <exception cref="StorageException">The store cannot be written; nothing happened, or it may be repeated.</exception>
    public abstract Task<T> WriteAsync<T>(Func<AdminConnection, Task<T>> write, CancellationToken cancellationToken);
}
