using System.Data.Common;
using Dapper;

namespace Bridge.Storage.Administration;

/// <summary>A connection of the <see cref="AdminDatabase"/>, with what SQLite and PostgreSQL say differently.</summary>
/// <param name="runs">Is told of each statement before it runs.</param>
internal sealed class AdminConnection(
    DbConnection connection,
    DbTransaction? transaction,
    SqlDialect dialect,
    CancellationToken cancellationToken,
    Action<string>? runs = null
)
{
    public SqlDialect Dialect => dialect;

    public async Task<List<T>> QueryAsync<T>(string sql, object? parameters = null) =>
        (await connection.QueryAsync<T>(Command(sql, parameters))).AsList();

    public async Task<T?> FindAsync<T>(string sql, object? parameters = null) =>
        await connection.QueryFirstOrDefaultAsync<T>(Command(sql, parameters));

    /// <returns>How many rows changed.</returns>
    public Task<int> ExecuteAsync(string sql, object? parameters = null) => connection.ExecuteAsync(Command(sql, parameters));

    private CommandDefinition Command(string sql, object? parameters)
    {
        runs?.Invoke(sql);
        return new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken);
    }
}
