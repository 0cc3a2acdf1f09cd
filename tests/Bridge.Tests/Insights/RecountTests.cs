using System.Text;
using System.Text.Json;
using Bridge.Core.Events;
using Bridge.Core.Translation;
using Bridge.Intake;
using Bridge.Receiving;
using Bridge.Simulation.Day;
using Bridge.Simulation.Load;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Insights;

/// <summary>
/// Two days of a business, told twice over and out of order, and every figure as a slow and simple count has it: from signed webhooks and a
/// CRM's requests to the API.
/// </summary>
[TestFixture(StoreProvider.Sqlite, false)]
[TestFixture(StoreProvider.Sqlite, true)]
[TestFixture(StoreProvider.Postgres, false, Category = Needs.Server)]
[TestFixture(StoreProvider.Postgres, true, Category = Needs.Server)]
internal sealed class RecountTests(string provider, bool isDisordered)
{
    private const int People = 1500;
    private const int FactsAtOnce = 120;
    private static readonly TimeSpan ToldWithin = TimeSpan.FromHours(2);
    private const string Account = "102290129340398";

    private readonly Random _dice = new(7);
    private readonly DayWriter _writer = new(Account, CapturePost.Number);
    private readonly FigureBooks _books = new(ServiceMode.Bot, resolveAfter: null);
    private readonly List<Func<Task>> _told = [];
    private WholeWay _way = null!;

    [OneTimeSetUp]
    public async Task Play()
    {
        _way = await WholeWay.StartAsync(
            provider,
            overBroker: false,
            [
                .. CapturePost.SettingsOfOneNumber.Select(setting => (setting.Key, setting.Value)),
                ("Intake:TwinHold", "0"),
                ("Conversations:InitialMode", "bot"),
                ("Conversations:HandoffTriggers", BusinessDay.AsksForPerson),
                ("Conversations:ResolveAfter", "off"),
                ("Contacts:CountFrom", "2009-01-01"),
                .. ViewerKey.Settings,
            ]
        );
        foreach (var facts in Posts(new BusinessDay(new Random(3), TimeProvider.System.GetUtcNow()).Play(People, days: 2)))
        {
            await TellAsync(facts);
        }

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
        var expected = _books.Count(TimeProvider.System.GetUtcNow());

        var totals = (await AskAsync("?since=4d")).GetProperty("totals");

        Assert.That(
            expected.Where(one => IsSame(one.Key)).Select(one => Difference(one.Key, one.Value, totals)).Where(line => line.Length > 0),
            Is.Empty
        );
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

    private static string Difference(string name, double? expected, JsonElement totals)
    {
        var shown = totals.GetProperty(name).ValueKind == JsonValueKind.Null ? (double?)null : totals.GetProperty(name).GetDouble();
        var most = name.EndsWith("Seconds", StringComparison.Ordinal) ? 0.05 * expected : 0;
        return Math.Abs((shown - expected) ?? double.MaxValue) <= most ? "" : $"{name}: {shown} shown, {expected} counted";
    }

    /// <summary>
    /// Facts that are posted together. At night so many take hours: then an end would be told after the conversation that follows it, which
    /// keeps the name it was told with.
    /// </summary>
    private static IEnumerable<DayFact[]> Posts(IEnumerable<DayFact> facts)
    {
        var post = new List<DayFact>();
        foreach (var fact in facts)
        {
            if (post.Count == FactsAtOnce || (post.Count > 0 && fact.At - post[0].At > ToldWithin))
            {
                yield return [.. post];
                post.Clear();
            }

            post.Add(fact);
        }

        yield return [.. post];
    }

    /// <summary>In an order of its own, and now and then something that was told before.</summary>
    private async Task TellAsync(DayFact[] facts)
    {
        if (isDisordered)
        {
            _dice.Shuffle(facts);
        }

        if (_writer.Webhook(facts) is { } webhook)
        {
            var body = Encoding.UTF8.GetBytes(webhook);
            await RepeatableAsync(() => _way.PostAsync(body));
            Book(body);
        }

        if (_writer.Capture(facts) is { } capture)
        {
            await RepeatableAsync(async () =>
                Assert.That((await _way.SendAsync(CapturePost.Create(capture))).IsSuccessStatusCode, Is.True)
            );
            facts.OfType<CrmEnds>().ToList().ForEach(Book);
        }
    }

    private async Task RepeatableAsync(Func<Task> tell)
    {
        _told.Add(tell);
        await tell();
        await _told[_dice.Next(_told.Count)]();
    }

    private void Book(byte[] body) =>
        WebhookTranslator
            .Translate(
                body,
                TimeProvider.System.GetUtcNow(),
                TranslationOptions.Default with
                {
                    HandoffTriggers = new HandoffTriggers([BusinessDay.AsksForPerson], []),
                }
            )
            .Events.ForEach(_books.Take);

    private void Book(CrmEnds end) =>
        _books.Take(
            new TrackEvent(
                "chat.resolved",
                $"{end.Phone}:{end.At:O}",
                "+" + end.Phone,
                end.At,
                new EventContext(CapturePost.Number, Account),
                new PropertyBag()
            )
            {
                Step = new ConversationStep(StepKind.Resolved) { IsFromCrm = true },
            }
        );

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
