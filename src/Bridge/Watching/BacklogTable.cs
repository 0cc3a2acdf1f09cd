using Bridge.Storage;
using Bridge.Storage.Administration;

namespace Bridge.Watching;

/// <summary>What waits in the store.</summary>
internal static class BacklogTable
{
    public const string Deferred = "deferred events";
    public const string DeadLetters = "dead letters";

    /// <summary>Everything that is not at a destination.</summary>
    public static async Task<IReadOnlyList<BacklogFigure>> ReadAsync(AdminConnection connection)
    {
        var deferred = await ReadDeferredAsync(connection);
        return connection.Dialect.HasSpool
            ? [await FindAsync(connection, "spooled webhooks", "SELECT COUNT(*) AS Count, MIN(received_at) AS Oldest FROM spool"), deferred]
            : [deferred];
    }

    public static Task<BacklogFigure> ReadDeferredAsync(AdminConnection connection) =>
        FindAsync(connection, Deferred, "SELECT COUNT(*) AS Count, MIN(received_at) AS Oldest FROM deferred");

    /// <remarks>Both by the index alone: there may be very many.</remarks>
    public static Task<BacklogFigure> ReadDeadAsync(AdminConnection connection) =>
        FindAsync(
            connection,
            DeadLetters,
            """
            SELECT (SELECT COUNT(*) FROM dead_letters WHERE state = 'dead') AS Count,
                (SELECT received_at FROM dead_letters WHERE state = 'dead' ORDER BY seq LIMIT 1) AS Oldest
            """
        );

    /// <summary>What waits for each destination, also for those no longer configured.</summary>
    public static async Task<IReadOnlyList<Backlog>> ReadBacklogAsync(AdminConnection connection) =>
        BacklogQuery.Read(await connection.QueryAsync<(string, long, long)>(BacklogQuery.Sql));

    private static async Task<BacklogFigure> FindAsync(AdminConnection connection, string name, string sql) =>
        (await connection.FindAsync<Row>(sql))!.ToBacklog(name);

    private sealed class Row
    {
        public long Count { get; init; }

        public long? Oldest { get; init; }

        public BacklogFigure ToBacklog(string name) =>
            new(name, Count, Oldest is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null);
    }
}

/// <summary>Things that wait outside delivery.</summary>
/// <param name="Name">Such as <c>spooled webhooks</c>, <c>deferred events</c>, <c>queue bridge_error</c>.</param>
/// <param name="Oldest">When the oldest of them came; null when there is none or nobody knows.</param>
/// <param name="Problem">Why it cannot be counted, in a sentence; null when it can.</param>
internal sealed record BacklogFigure(string Name, long Count, DateTimeOffset? Oldest, string? Problem = null)
{
    /// <summary>Whether it waits for intake and nobody takes it.</summary>
    public bool IsStuck { get; init; }
}
