using Dapper;
using Npgsql;

namespace Bridge.Storage.Postgres;

/// <summary>The store's questions that are asked now and then.</summary>
internal static class PostgresQueries
{
    public static async Task<List<Backlog>> BacklogAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        BacklogQuery.Read(
            await connection.QueryAsync<(string, long, long)>(new CommandDefinition(BacklogQuery.Sql, cancellationToken: cancellationToken))
        );

    public static async Task<Dictionary<string, long>> DeadLettersAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<(string Reason, long Count)>(
            new CommandDefinition(
                "SELECT reason, COUNT(*) FROM dead_letters WHERE state = 'dead' GROUP BY reason",
                cancellationToken: cancellationToken
            )
        );
        return rows.ToDictionary(row => row.Reason, row => row.Count);
    }
}
