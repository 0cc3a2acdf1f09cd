namespace Bridge.Storage;

/// <summary>What waits for each destination, in the words of both databases, for all who ask it.</summary>
internal static class BacklogQuery
{
    /// <remarks>Counts on the index alone: a million events take some tens of milliseconds.</remarks>
    public const string Sql = """
        SELECT backlog.destination, backlog.waiting, events.received_at
        FROM (SELECT destination, COUNT(*) AS waiting, MIN(seq) AS oldest FROM events GROUP BY destination) AS backlog
        JOIN events ON events.destination = backlog.destination AND events.seq = backlog.oldest
        """;

    /// <returns>In the order of the destinations' names.</returns>
    public static List<Backlog> Read(IEnumerable<(string Destination, long Waiting, long OldestReceivedAt)> rows) =>
        [
            .. rows.OrderBy(row => row.Destination, StringComparer.Ordinal)
                .Select(row => new Backlog(row.Destination, row.Waiting, DateTimeOffset.FromUnixTimeMilliseconds(row.OldestReceivedAt))),
        ];
}
