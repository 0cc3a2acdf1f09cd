using System.Text;
using System.Text.Json;
using Bridge.Intake;
using Bridge.Receiving;
using Bridge.Simulation.Stories;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Insights;

/// <summary>
/// Two days of a business, told twice over and out of order, and every figure as a slow and simple count has it: from signed webhooks and a
/// CRM's requests to the API.
/// </summary>
[TestFixture(StoreProvider.Sqlite, false)]
[TestFixture(StoreProvider.Sqlite, true, Category = Needs.Patience)]
[TestFixture(StoreProvider.Postgres, false, Category = Needs.Server)]
[TestFixture(StoreProvider.Postgres, true, Category = Needs.Server)]
internal sealed class RecountTests(string provider, bool isDisordered)
{
    private const int People = 1500;

    private readonly ToldDay _day = new(isDisordered);
    private WholeWay _way = null!;

    [OneTimeSetUp]
    public async Task Play()
    {
        _way = await WholeWay.StartAsync(provider, overBroker: false, [.. ToldDay.Settings]);
        await _day.TellAsync(People, days: 2, TellAsync);

        var last = new TextWebhook(1); // it is of 2023, and what came before it is taken in before it
        await _way.PostAsync(last.Body);
        await Eventually.HoldsAsync(
            () => Task.FromResult(_way.Collector.Taken.ContainsKey(last.Id)),
            "everything is taken in",
            TimeSpan.FromSeconds(60)
        );
    }

    [OneTimeTearDown]
    public async Task Stop() => await _way.DisposeAsync();

    [Test]
    public async Task Every_figure_is_as_a_naive_count_has_it()
    {
        var expected = _day.Books.Count(TimeProvider.System.GetUtcNow());

        var totals = (await AskAsync("?since=4d")).GetProperty("totals");

        Assert.That(ToldDay.Differences(expected.Where(one => IsSame(one.Key)), totals), Is.Empty);
        Assert.That(expected["conversationsOpened"], Is.GreaterThan(People / 2));
    }

    [TestCase("messagesReceived", "message.received")]
    [TestCase("messagesSent", "message.sent")]
    [TestCase("delivered", "message.delivered")]
    [TestCase("read", "message.read")]
    [TestCase("failed", "message.failed")]
    [TestCase("newContacts", "contact.created")]
    [TestCase("handoffs", "agent.handoff")]
    [TestCase("conversationsResolved", "chat.resolved")]
    public async Task A_figure_is_the_number_of_events_that_the_collector_got(string figure, string name)
    {
        var told = _way.Collector.TakenPayloads.Values.Count(payload =>
            payload.Contains($"\"event\":\"{name}\"", StringComparison.Ordinal)
        );

        var totals = (await AskAsync("?since=3650d")).GetProperty("totals");

        Assert.That(totals.GetProperty(figure).GetDouble(), Is.EqualTo(told).And.GreaterThan(0));
    }

    [Test]
    public async Task The_hours_add_up_to_the_whole_and_days_say_the_same()
    {
        var (hours, days) = (await AskAsync("?since=4d"), await AskAsync("?since=10d"));

        Assert.That(hours.GetProperty("step").GetString(), Is.EqualTo("hour"));
        Assert.That(days.GetProperty("step").GetString(), Is.EqualTo("day"));
        Assert.That(days.GetProperty("totals").GetRawText(), Is.EqualTo(hours.GetProperty("totals").GetRawText()));
        foreach (
            var (report, chart) in new[] { (hours, "volume"), (days, "volume"), (hours, "hours"), (days, "hours"), (hours, "countries") }
        )
        {
            Assert.That(
                Sum(report, chart),
                Is.EqualTo(
                    Total(report, "messagesReceived")
                        + (chart == "volume" ? Total(report, "messagesSent") : 0)
                        + (
                            chart == "countries"
                                ? Total(report, "messagesSent") + Total(report, "newContacts") + Total(report, "conversationsOpened")
                                : 0
                        )
                ),
                chart
            );
        }
    }

    [Test]
    public async Task One_agent_is_part_of_all_and_what_is_not_kept_by_agent_says_so()
    {
        var all = await AskAsync("?since=4d");
        var agents = Chart(all, "agents")
            .GetProperty("rows")
            .EnumerateArray()
            .ToDictionary(row => row[0].GetString()!, row => row[1].GetInt64());

        var one = await AskAsync($"?since=4d&agent={agents.Keys.First()}");

        Assert.That(Total(one, "messagesSent"), Is.EqualTo(agents.Values.First()));
        Assert.That(one.GetProperty("totals").GetProperty("messagesReceived").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(one.GetProperty("unknown").GetProperty("messagesReceived").GetString(), Does.Contain("by agent"));
        Assert.That(all.GetRawText(), Does.Not.Contain("+254").And.Not.Contain("254700"));
    }

    /// <summary>What was told of a hand-off or of how long an answer took stays so, whatever comes late.</summary>
    private bool IsSame(string name) => !isDisordered || !(name == "handoffs" || name.EndsWith("Seconds", StringComparison.Ordinal));

    private async Task TellAsync(StoryPost post)
    {
        if (post.IsFromCrm)
        {
            Assert.That((int)(await _way.SendAsync(CapturePost.Create(post.Body))).StatusCode, Is.EqualTo(200));
        }
        else
        {
            await _way.PostAsync(Encoding.UTF8.GetBytes(post.Body));
        }
    }

    private async Task<JsonElement> AskAsync(string query)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/insights" + query);
        request.Headers.Authorization = new("Bearer", ViewerKey.Text);
        using var answer = await _way.SendAsync(request);
        return await answer.ReadAsync();
    }

    private static double Total(JsonElement report, string name) => report.GetProperty("totals").GetProperty(name).GetDouble();

    private static JsonElement Chart(JsonElement report, string id) =>
        report.GetProperty("charts").EnumerateArray().Single(chart => chart.GetProperty("id").GetString() == id);

    private static double Sum(JsonElement report, string chart) =>
        Chart(report, chart)
            .GetProperty("rows")
            .EnumerateArray()
            .SelectMany(row => row.EnumerateArray().Skip(1))
            .Sum(cell => cell.GetDouble());
}
