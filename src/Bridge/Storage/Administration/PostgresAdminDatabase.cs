using System.Data;
using Bridge.Storage.Postgres;

namespace Bridge.Storage.Administration;

/// <summary>The database that the forwarders share.</summary>
internal sealed class PostgresAdminDatabase(PostgresDatabase database) : AdminDatabase
{
    public override string Name => database.Name;

    public override Task<T> ReadAsync<T>(Func<AdminConnection, Task<T>> read, CancellationToken cancellationToken) =>
        database.RunAsync(
            async (connection, token) =>
            {
                await using var moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, token);
                return await read(new AdminConnection(connection, moment, SqlDialect.Postgres, token));
            },
            cancellationToken
        );

    public override Task<T> WriteAsync<T>(Func<AdminConnection, Task<T>> write, CancellationToken cancellationToken) =>
        database.RunAsync(
            async (connection, token) =>
            {
                await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, token);
                var admin = new AdminConnection(connection, transaction, SqlDialect.Postgres, token);
                await admin.ExecuteAsync(PostgresDurability.Require);
                var result = await write(admin);
                await transaction.CommitAsync(token);
                return result;
            },
            cancellationToken
        );
}
