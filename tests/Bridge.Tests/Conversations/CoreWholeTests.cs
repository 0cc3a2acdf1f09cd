using System.Text.Json.Nodes;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Conversations;

/// <summary>
/// What is told of many conversations, shuffled, repeated, split over groups and over several intakes at once that are killed between
/// steps, comes to the same in the store as in order, one by one. Each failure names the seed that shows it again.
/// </summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class CoreWholeTests(string provider)
{
    private const int GroupsBetweenKills = 6;

    /// <summary>Longer than anything happens, and than silence lasts.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromDays(60);

    [Test]
    public async Task Shuffled_over_intakes_that_are_killed_people_have_the_conversations_they_have_in_order([Range(1, 4)] int seed)
    {
        var random = new Random(seed);
        var told = new ManyConversations(random).InOrder();
        await using var ordered = await KillableIntakes.StartAsync(StoreProvider.Sqlite);
        await using var shuffled = await KillableIntakes.StartAsync(provider);
        foreach (var items in told)
        {
            await ordered.TakeInAsync([items], 0);
        }

        byte[][] all = [.. told, .. told];
        random.Shuffle(all);
        await Task.WhenAll(all.Chunk(7).Select((group, place) => Task.Run(() => TakeInAsync(shuffled, group, place))));
        await EndAsync(ordered);
        await EndAsync(shuffled);

        Assert.That(await shuffled.ConversationsAsync(), Is.EqualTo(await ordered.ConversationsAsync()).And.Not.Empty, $"seed {seed}");
        var (events, expected) = (await shuffled.EventsAsync(), await ordered.EventsAsync());
        Assert.That(events.Select(Id), Is.Unique, $"seed {seed}");
        Assert.That(events.Where(IsMessage).Select(Id).Order(), Is.EqualTo(expected.Where(IsMessage).Select(Id).Order()), $"seed {seed}");
        Assert.That(Contacts(events), Is.EqualTo(Contacts(expected)).And.Unique, $"seed {seed}");
        Assert.That(Ends(events), Is.EqualTo(Ends(expected)).And.Not.Empty, $"seed {seed}");
    }

    private static async Task TakeInAsync(KillableIntakes intakes, byte[][] group, int place)
    {
        if (place % GroupsBetweenKills == GroupsBetweenKills - 1)
        {
            await intakes.KillAsync();
        }

        await intakes.TakeInAsync(group, place);
    }

    /// <summary>Time passes: nothing waits for its twin any more, then silence ends what it ends, under kills.</summary>
    private static async Task EndAsync(KillableIntakes intakes)
    {
        intakes.Pass(Long);
        await Task.WhenAll(intakes.ReleaseAsync(0), intakes.KillAsync(), intakes.ReleaseAsync(1));
        await Task.WhenAll(intakes.ExpireAsync(0), intakes.KillAsync(), intakes.ExpireAsync(1));
    }

    private static IEnumerable<string> Contacts(IEnumerable<JsonNode> events) =>
        from one in events
        let user = (string)one["userId"]!
        where Name(one) == "contact.created" && user[0] == '+' && user[^1] - '0' < ManyConversations.AlwaysNamed
        orderby user
        select user;

    /// <summary>What silence ended, by what does not depend on numbers.</summary>
    private static IEnumerable<string> Ends(IEnumerable<JsonNode> events) =>
        from one in events
        let properties = one["properties"]!.DeepClone().AsObject()
        where Name(one) == "chat.resolved" && properties.Remove("conversationId") && (string?)properties["resolution"] == "inactivity"
        let line = $"{one["timestamp"]} {properties.ToJsonString()}"
        orderby line
        select line;

    private static string? Name(JsonNode one) => (string?)one["event"];

    private static string? Id(JsonNode one) => (string?)one["context"]!["eventId"];

    private static bool IsMessage(JsonNode one) => Name(one)!.StartsWith("message.", StringComparison.Ordinal);
}
