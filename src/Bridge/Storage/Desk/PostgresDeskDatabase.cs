using System.Data;

namespace Bridge.Storage;

/// <summary>The database that the forwarders share.</summary>
internal sealed class PostgresDeskDatabase(PostgresDatabase database) : DeskDatabase
{
    public override string Name => database.Name;

    public override Task<T> ReadAsync<T>(Func<DeskConnection, Task<T>> read, CancellationToken cancellationToken) =>
        database.RunAsync((connection, token) => read(new DeskConnection(connection, null, SqlDialect.Postgres, token)), cancellationToken);

    public override Task<T> WriteAsync<T>(Func<DeskConnection, Task<T>> write, CancellationToken cancellationToken) =>
        database.RunAsync(
            async (connection, token) =>
            {
                await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, token);
                var desk = new DeskConnection(connection, transaction, SqlDialect.Postgres, token);
                await desk.ExecuteAsync(PostgresDurability.Require);
                var result = await write(desk);
                await transaction.CommitAsync(token);
                return result;
            },
            cancellationToken);
}
