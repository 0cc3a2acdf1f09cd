using Dapper;
using Npgsql;

namespace Bridge.Storage.Postgres;

/// <summary>The store's questions that are asked now and then.</summary>
internal static class PostgresQueries
{
    public static async Task<List<Backlog>> BacklogAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<(string Destination, long Waiting, long OldestReceivedAt)>(
            new CommandDefinition(
                """
                SELECT backlog.destination, backlog.waiting, events.received_at
                FROM (SELECT destination, COUNT(*) AS waiting, MIN(seq) AS oldest FROM events GROUP BY destination) AS backlog
                JOIN events ON events.destination = backlog.destination AND events.seq = backlog.oldest
                ORDER BY backlog.destination COLLATE "C"
                """,
                cancellationToken: cancellationToken
            )
        );
        return
        [
            .. rows.Select(row => new Backlog(row.Destination, row.Waiting, DateTimeOffset.FromUnixTimeMilliseconds(row.OldestReceivedAt))),
        ];
    }

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
