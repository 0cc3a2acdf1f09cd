using Dapper;

namespace Bridge.Storage.Sqlite;

/// <summary>The store's questions that are asked now and then.</summary>
internal static class StoreQueries
{
    /// <remarks>Counts on the index alone: a million events take some tens of milliseconds.</remarks>
    public static List<Backlog> Backlog(SqliteSession session) =>
        [
            .. session
                .Connection.Query<(string Destination, long Waiting, long OldestReceivedAt)>(
                    """
                    SELECT backlog.destination, backlog.waiting, events.received_at
                    FROM (SELECT destination, COUNT(*) AS waiting, MIN(seq) AS oldest FROM events GROUP BY destination) AS backlog
                    JOIN events ON events.seq = backlog.oldest
                    ORDER BY backlog.destination
                    """
                )
                .Select(row => new Backlog(row.Destination, row.Waiting, DateTimeOffset.FromUnixTimeMilliseconds(row.OldestReceivedAt))),
        ];

    public static Dictionary<string, long> DeadLetters(SqliteSession session) =>
        session
            .Connection.Query<(string Reason, long Count)>("SELECT reason, COUNT(*) FROM dead_letters WHERE state = 'dead' GROUP BY reason")
            .ToDictionary(row => row.Reason, row => row.Count);
}
