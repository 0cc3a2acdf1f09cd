using Bridge.DeadLetters;
using Bridge.Storage;
using Bridge.Storage.Administration;

namespace Bridge.Ops.Overview;

/// <summary>What waits in the store.</summary>
internal static class BacklogTable
{
    /// <summary>Everything that is not at a destination.</summary>
    public static async Task<IReadOnlyList<BacklogFigure>> ReadAsync(AdminConnection connection)
    {
        var deferred = await connection.FindAsync<Row>("SELECT COUNT(*) AS Count, MIN(received_at) AS Oldest FROM deferred");
        var spooled = connection.Dialect.HasSpool
            ? await connection.FindAsync<Row>("SELECT COUNT(*) AS Count, MIN(received_at) AS Oldest FROM spool")
            : null;
        return spooled is null
            ? [deferred!.ToBacklog("deferred events")]
            : [spooled.ToBacklog("spooled webhooks"), deferred!.ToBacklog("deferred events")];
    }

    /// <summary>What waits for each destination, also for those no longer configured.</summary>
    public static async Task<IReadOnlyList<Backlog>> ReadBacklogAsync(AdminConnection connection)
    {
        var rows = await connection.QueryAsync<Row>(
            """
            SELECT backlog.destination AS Destination, backlog.waiting AS Count, events.received_at AS Oldest
            FROM (SELECT destination, COUNT(*) AS waiting, MIN(seq) AS oldest FROM events GROUP BY destination) AS backlog
            JOIN events ON events.destination = backlog.destination AND events.seq = backlog.oldest
            """
        );
        return [.. rows.Select(row => new Backlog(row.Destination, row.Count, row.OldestAt))];
    }

    private sealed class Row
    {
        public string Destination { get; init; } = "";

        public long Count { get; init; }

        public long? Oldest { get; init; }

        public DateTimeOffset? OldestAt => Oldest is { } time ? DeadLetterRow.Time(time) : null;

        public BacklogFigure ToBacklog(string name) => new(name, Count, OldestAt);
    }
}
