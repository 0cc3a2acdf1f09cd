using Bridge.DeadLetters;
using Bridge.Storage;

namespace Bridge.Ops;

/// <summary>What waits in the store.</summary>
internal static class PileTable
{
    /// <summary>Everything that is not at a destination.</summary>
    public static async Task<IReadOnlyList<Pile>> ReadAsync(DeskConnection connection)
    {
        var held = await connection.FindAsync<Row>("SELECT COUNT(*) AS Count, MIN(received_at) AS Oldest FROM held");
        var spooled = connection.Dialect.HasSpool ? await connection.FindAsync<Row>("SELECT COUNT(*) AS Count, MIN(received_at) AS Oldest FROM spool") : null;
        return spooled is null ? [held!.ToPile("held events")] : [spooled.ToPile("spooled webhooks"), held!.ToPile("held events")];
    }

    /// <summary>What waits for each destination, also for those no longer configured.</summary>
    public static async Task<IReadOnlyList<Backlog>> ReadBacklogAsync(DeskConnection connection)
    {
        var rows = await connection.QueryAsync<Row>(
            """
            SELECT backlog.destination AS Destination, backlog.waiting AS Count, events.received_at AS Oldest
            FROM (SELECT destination, COUNT(*) AS waiting, MIN(seq) AS oldest FROM events GROUP BY destination) AS backlog
            JOIN events ON events.destination = backlog.destination AND events.seq = backlog.oldest
            """);
        return [.. rows.Select(row => new Backlog(row.Destination, row.Count, row.OldestAt))];
    }

    private sealed class Row
    {
        public string Destination { get; init; } = "";

        public long Count { get; init; }

        public long? Oldest { get; init; }

        public DateTimeOffset? OldestAt => Oldest is { } time ? LetterRow.Time(time) : null;

        public Pile ToPile(string name) => new(name, Count, OldestAt);
    }
}
