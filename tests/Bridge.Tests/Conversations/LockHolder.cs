using Bridge.Support;
using Npgsql;

namespace Bridge.Conversations;

/// <summary>A transaction that stands in the way of others until it is rolled back.</summary>
internal sealed class LockHolder : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private LockHolder(NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (_connection, _transaction) = (connection, transaction);

    public static async Task<LockHolder> HoldAsync(string address, string sql)
    {
        var connection = await PostgresServer.ConnectAsync(address);
        var holder = new LockHolder(connection, await connection.BeginTransactionAsync());
        await holder.ExecuteAsync(sql);
        return holder;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection, _transaction);
        await command.ExecuteNonQueryAsync();
    }

    public Task LetGoAsync() => _transaction.RollbackAsync();

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
