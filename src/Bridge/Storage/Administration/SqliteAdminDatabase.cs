using Bridge.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Bridge.Storage.Administration;

/// <summary>The file of this very process: reads go beside the writer, writes through it.</summary>
/// <param name="sequence">Where events get their numbers.</param>
internal sealed class SqliteAdminDatabase(SqliteDatabase database, EventSequence sequence) : AdminDatabase
{
    private readonly SqlDialect _dialect = SqlDialect.SqliteOf(sequence);

    public override string Name => database.Path;

    public override Task<T> ReadAsync<T>(Func<AdminConnection, Task<T>> read, CancellationToken cancellationToken) =>
        database.Readers.ReadAsync(
            session =>
            {
                using var moment = session.Connection.BeginTransaction(deferred: true);
                return Run(session, moment, read, cancellationToken);
            },
            cancellationToken
        );

    /// <remarks>What the writer knows of people and conversations is asked for anew after a statement that may change it.</remarks>
    public override Task<T> WriteAsync<T>(Func<AdminConnection, Task<T>> write, CancellationToken cancellationToken) =>
        database.Writer.RunAsync(
            session => Run(session, null, write, cancellationToken, session.Conversations.ForgetAfter),
            cancellationToken
        );

    /// <remarks>SQLite does everything at once, so the task is complete when it is returned.</remarks>
    private T Run<T>(
        SqliteSession session,
        SqliteTransaction? transaction,
        Func<AdminConnection, Task<T>> work,
        CancellationToken cancellationToken,
        Action<string>? runs = null
    ) => work(new AdminConnection(session.Connection, transaction, _dialect, cancellationToken, runs)).GetAwaiter().GetResult();
}
