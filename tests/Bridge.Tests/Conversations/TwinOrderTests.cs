using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Conversations;

/// <summary>
/// Twice Meta's telling and twice a CRM's of each message, in every order and cut into groups in every way: one event of both, at once.
/// </summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class TwinOrderTests(string provider)
{
    private static readonly DateTimeOffset At = new(2026, 1, 23, 9, 0, 0, TimeSpan.Zero);
    private static readonly string[] Orders = ["MMCC", "MCMC", "MCCM", "CMMC", "CMCM", "CCMM"];

    /// <summary>Where a group ends: behind any of the first three.</summary>
    private static readonly int[] Cuts = [.. Enumerable.Range(0, 8)];

    private const string Failed = """
        "statuses":[{"id":"ID","status":"failed","timestamp":"1769158800","recipient_id":"254712345678",
        "errors":[{"code":131049,"title":"?"}] }]
        """;

    private static readonly Dictionary<string, string> Metas = new()
    {
        ["message.sent"] = """
            "statuses":[{"id":"ID","status":"sent","timestamp":"1769158800","recipient_id":"254712345678",
            "pricing":{"billable":true,"category":"service"}}]
            """,
        ["message.sent in a group"] = """
            "statuses":[{"id":"ID","status":"sent","timestamp":"1769158800","recipient_id":"group-1","recipient_type":"group",
            "pricing":{"billable":true,"category":"service"}}]
            """,
        ["message.received"] = """
            "messages":[{"from":"254712345678","id":"ID","timestamp":"1769158800","type":"text","text":{"body":"Hello"} }]
            """,
        ["message.read"] = """
            "statuses":[{"id":"ID","status":"read","timestamp":"1769158800","recipient_id":"254712345678"}]
            """,
        ["message.failed"] = Failed,
        ["message.failed for a reason the CRM does not say"] = Failed,
    };

    [TestCase("message.sent")]
    [TestCase("message.sent", "hashed")]
    [TestCase("message.sent in a group")]
    [TestCase("message.sent in a group", "hashed")]
    [TestCase("message.received")]
    [TestCase("message.read")]
    [TestCase("message.failed")]
    [TestCase("message.failed for a reason the CRM does not say")]
    public async Task It_is_one_event_of_both(string told, string userId = "phone")
    {
        await using var intakes = await KillableIntakes.StartAsync(
            provider,
            ("Identity:UserId", userId),
            ("Identity:Pepper", new string('p', 32))
        );
        var groups = Orders
            .SelectMany(order => Cuts.SelectMany(cuts => Groups(Telling(told), $"wamid.{order}.{cuts}", order, cuts)))
            .ToList();
        foreach (var (group, place) in groups.Select((group, place) => (group, place)))
        {
            await intakes.TakeInAsync(group, place);
        }

        var name = told.Split(' ')[0];
        var events = (await intakes.EventsAsync()).Where(item => (string?)item["event"] == name).ToList();
        Assert.That(events, Has.Count.EqualTo(Orders.Length * Cuts.Length));
        Assert.That(
            events.Count(item => (string?)item["properties"]!["team"] == "sales"),
            Is.EqualTo(JoinedOf(name)),
            "the CRM alone says it"
        );
        Assert.That(await intakes.DroppedAsync("late_twin"), Is.EqualTo(events.Count - JoinedOf(name)), "told once as late, then again");
        Assert.That(events.Select(item => (string?)item["timestamp"]), Is.All.EqualTo("2026-01-23T09:00:00.000Z"), "Meta's");
        Assert.That(events.Select(item => item.ToJsonString()), userId == "hashed" ? Has.None.Contains("254712345678") : Is.Not.Empty);
    }

    [Test]
    public async Task What_a_CRM_told_of_a_failure_without_a_reason_and_has_left_makes_Metas_first_a_repetition_and_no_other()
    {
        const string Told = "message.failed for a reason the CRM does not say";
        await using var intakes = await KillableIntakes.StartAsync(provider);
        await intakes.TakeInAsync([Crm(Told, "wamid.1")], 0);
        intakes.Pass(TimeSpan.FromMinutes(1));
        await intakes.ReleaseAsync(0);

        await intakes.TakeInAsync([Meta(Told, "wamid.1")], 1);
        await intakes.TakeInAsync([Meta(Told, "wamid.1")], 2);

        Assert.That(await FailedAsync(), Is.EqualTo(1));
        Assert.That(await intakes.DroppedAsync("late_twin"), Is.EqualTo(1));

        await intakes.TakeInAsync(
            [
                Tellings.OfMeta(
                    Failed.Replace("131049", "131026", StringComparison.Ordinal).Replace("ID", "wamid.1", StringComparison.Ordinal),
                    At
                ),
            ],
            3
        );

        Assert.That(await FailedAsync(), Is.EqualTo(1), "for another reason");

        async Task<int> FailedAsync() => (await intakes.EventsAsync()).Count(item => (string?)item["event"] == "message.failed");
    }

    [Test]
    public async Task A_failure_that_a_CRM_tells_without_the_reason_and_with_it_and_Meta_too_is_one_event()
    {
        string[] orders = ["RNM", "NRM", "RMN", "NMR", "MRN", "MNR"];
        await using var intakes = await KillableIntakes.StartAsync(provider);
        var cases = orders.SelectMany(order =>
            Enumerable.Range(0, 4).SelectMany(cuts => Groups(Failure, $"wamid.{order}.{cuts}", order, cuts))
        );
        foreach (var (place, group) in cases.Index())
        {
            await intakes.TakeInAsync(group, place);
        }

        intakes.Pass(TimeSpan.FromMinutes(1));
        await intakes.ReleaseAsync(0);

        var failed = (await intakes.EventsAsync()).Where(item => (string?)item["event"] == "message.failed");
        var counts = failed.CountBy(item => (string)item["properties"]!["messageId"]!).ToDictionary();
        Assert.That(counts, Has.Count.EqualTo(orders.Length * 4));
        Assert.That(counts.Where(count => count.Value != 1), Is.Empty);

        static byte[] Failure(char teller, string id) =>
            teller switch
            {
                'M' => Meta("message.failed", id),
                'R' => Crm("message.failed", id),
                _ => Crm("message.failed for a reason the CRM does not say", id),
            };
    }

    /// <summary>Of a message that was sent Meta waits for the CRM, of all else not: it is Meta's who knows it best.</summary>
    private static int JoinedOf(string name) =>
        name == "message.sent"
            ? Orders.Length * Cuts.Length
            : Orders.Sum(order => Cuts.Count(cuts => GroupOf(cuts, order.IndexOf('C')) <= GroupOf(cuts, order.IndexOf('M'))));

    private static int GroupOf(int cuts, int place) => int.PopCount(cuts & ((1 << place) - 1));

    private static Func<char, string, byte[]> Telling(string told) => (teller, id) => teller == 'M' ? Meta(told, id) : Crm(told, id);

    private static IEnumerable<IEnumerable<byte[]>> Groups(Func<char, string, byte[]> telling, string id, string order, int cuts)
    {
        var group = new List<byte[]>();
        foreach (var (place, teller) in order.Index())
        {
            group.Add(telling(teller, id));
            if (place == order.Length - 1 || (cuts & (1 << place)) != 0)
            {
                yield return group;
                group = [];
            }
        }
    }

    private static byte[] Meta(string told, string id) => Tellings.OfMeta(Metas[told].Replace("ID", id, StringComparison.Ordinal), At);

    private static byte[] Crm(string told, string id) =>
        Tellings.OfCrm(
            told.Split(' ')[0],
            "+254712345678",
            At.AddSeconds(5),
            $"\"messageId\":\"{id}\",\"team\":\"sales\"{(told == "message.failed" ? ",\"errorCode\":131049" : "")}",
            At,
            Translations.Source
        );
}
