using System.Globalization;
using System.Text;
using Bridge.Core.Translation;
using Bridge.Storage.Administration;

namespace Bridge.Journal;

/// <summary>Whether something was ever taken in, where nothing else is known of it any more.</summary>
internal static class SeenQueries
{
    private const int MostNumbers = 100;

    private const string MessageFailed = "message.failed";

    /// <summary>Ids in one statement.</summary>
    private const int Step = 500;

    /// <summary>The events that the ids of messages make, as <c>EVENTS.md</c> names their keys; a failure's code is part of its.</summary>
    private static readonly IReadOnlyList<(string Name, CompositeFormat Key)> OfMessage =
    [
        .. new (string Name, string Key)[]
        {
            ("message.received", "msg:{0}:{1}"),
            ("message.sent", "sent:{0}:{1}"),
            ("message.delivered", "st:{0}:{1}:delivered"),
            ("message.read", "st:{0}:{1}:read"),
            ("message.played", "st:{0}:{1}:played"),
            (MessageFailed, "st:{0}:{1}:failed"),
        }
            .Concat(FailureClass.FindKnown().Select(code => (MessageFailed, $"st:{{0}}:{{1}}:failed:{code}")))
            .Select(fact => (fact.Item1, CompositeFormat.Parse(fact.Item2))),
    ];

    /// <returns>A step for each of the ids that was taken in.</returns>
    public static async Task<IReadOnlyList<FoundStep>> FindAsync(AdminConnection connection, IReadOnlyList<(Guid Id, string? Name)> ids)
    {
        var found = new List<FoundStep>();
        foreach (var some in ids.Chunk(Step))
        {
            var seen = await connection.QueryAsync<(string Id, long At)>(
                connection.Dialect.SeenAt,
                connection.Dialect.Ids(some.Select(one => one.Id))
            );
            var times = seen.ToDictionary(row => Guid.ParseExact(row.Id, "N"), row => DateTimeOffset.FromUnixTimeMilliseconds(row.At));
            found.AddRange(
                from one in some
                where times.ContainsKey(one.Id)
                let at = times[one.Id]
                select new FoundStep(one.Id, one.Name, at, new TraceStep(at, TraceState.TakenIn))
            );
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
                select (
                    Core.Events.EventId.From(string.Format(CultureInfo.InvariantCulture, fact.Key, number, message)),
                    (string?)fact.Name
                ),
            ]
        );
    }
}
