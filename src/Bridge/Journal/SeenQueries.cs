using Bridge.Storage.Administration;

namespace Bridge.Journal;

/// <summary>Whether something was ever taken in, where nothing else is known of it any more.</summary>
internal static class SeenQueries
{
    private const int MostNumbers = 100;

    /// <summary>The events that the ids of messages make, as <c>EVENTS.md</c> names their keys.</summary>
    private static readonly (string Name, string Key)[] OfMessage =
    [
        ("message.received", "msg:{0}:{1}"),
        ("message.sent", "sent:{0}:{1}"),
        ("message.delivered", "st:{0}:{1}:delivered"),
        ("message.read", "st:{0}:{1}:read"),
        ("message.played", "st:{0}:{1}:played"),
        ("message.failed", "st:{0}:{1}:failed"),
    ];

    /// <returns>A step for each of the ids that was taken in.</returns>
    public static async Task<IReadOnlyList<FoundStep>> FindAsync(AdminConnection connection, IReadOnlyList<(Guid Id, string? Name)> ids)
    {
        var found = new List<FoundStep>();
        foreach (var (id, name) in ids)
        {
            if (await connection.FindAsync<long?>(connection.Dialect.SeenAt, new { id = connection.Dialect.Id(id) }) is { } seen)
            {
                var at = DateTimeOffset.FromUnixTimeMilliseconds(seen);
                found.Add(new FoundStep(id, name, at, new TraceStep(at, TraceState.TakenIn)));
            }
        }

        return found;
    }

    /// <summary>By the ids that the message's events have, at each business number that is known.</summary>
    public static async Task<IReadOnlyList<FoundStep>> FindMessageAsync(AdminConnection connection, string message)
    {
        var numbers = await connection.QueryAsync<string>($"SELECT number FROM number_accounts ORDER BY number LIMIT {MostNumbers}");
        return await FindAsync(
            connection,
            [
                .. from number in numbers
                from fact in OfMessage
                select (Core.Events.EventId.From(string.Format(null, fact.Key, number, message)), fact.Name),
            ]
        );
    }
}
