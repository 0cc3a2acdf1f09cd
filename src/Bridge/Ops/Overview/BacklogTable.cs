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
    public static async Task<IReadOnlyList<Backlog>> ReadBacklogAsync(AdminConnection connection) =>
        BacklogQuery.Read(await connection.QueryAsync<(string, long, long)>(BacklogQuery.Sql));

    private sealed class Row
    {
        public long Count { get; init; }

        public long? Oldest { get; init; }

        public BacklogFigure ToBacklog(string name) => new(name, Count, Oldest is { } time ? DeadLetterRow.Time(time) : null);
    }
}
