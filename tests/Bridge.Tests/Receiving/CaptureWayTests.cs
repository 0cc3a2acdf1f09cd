using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.DeadLetters;
using Bridge.DeadLetters.Replays;
using Bridge.Intake;
using Bridge.Storage;
using Bridge.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Receiving;

/// <summary>From a CRM's POST to the collector, in both deployments, over both stores.</summary>
[TestFixture(StoreProvider.Sqlite, false)]
[TestFixture(StoreProvider.Postgres, false, Category = Needs.Server)]
[TestFixture(StoreProvider.Sqlite, true, Category = Needs.Server)]
[TestFixture(StoreProvider.Postgres, true, Category = Needs.Server)]
internal sealed class CaptureWayTests(string provider, bool overBroker)
{
    private static readonly Actor Operator = new("ada");
    private WholeWay _way = null!;

    private IDeadLetterAdmin Admin => _way.Forwarder.Services.GetRequiredService<IDeadLetterAdmin>();

    [SetUp]
    public async Task Start() =>
        _way = await WholeWay.StartAsync(
            provider,
            overBroker,
            [.. CapturePost.SettingsOfOneNumber.Select(setting => (setting.Key, setting.Value)), ("Intake:TwinHold", "00:00:01")]
        );

    [TearDown]
    public async Task Stop() => await _way.DisposeAsync();

    [Test]
    public async Task The_guides_full_conversation_arrives_event_by_event_and_once_however_often_it_is_posted()
    {
        string[][] conversation =
        [
            ["contact.created", "message.received"],
            ["chat.assigned"],
            ["message.sent"],
            ["message.delivered", "message.read"],
            ["chat.resolved"],
        ];
        var posts = conversation.Select(names => CapturePost.Batch(names.Select(CaptureGuides.Of))).ToList();

        foreach (var post in posts.Concat(posts))
        {
            await PostAsync(post);
        }

        var names = conversation.SelectMany(name => name).Order(StringComparer.Ordinal).ToList();
        await Eventually.HoldsAsync(
            () => Delivered().Where(names.Contains).Order(StringComparer.Ordinal).SequenceEqual(names),
            "each is at the collector once"
        );
        Assert.That(_way.Collector.Taken.Values, Is.All.EqualTo(1));
        Assert.That(await _way.Location.CountAsync("dead_letters"), Is.Zero);
    }

    [Test]
    public async Task A_wrong_event_is_a_dead_letter_that_is_edited_and_replayed_like_any_other()
    {
        var wrong = CapturePost
            .Event("order.paid", """{"chatId":"chat_1"}""")
            .Replace("+254712345678", "0712345678", StringComparison.Ordinal);
        await PostAsync(CapturePost.Batch(CapturePost.Event(), wrong));
        await PostAsync(CapturePost.Batch(CapturePost.Event(), wrong));
        var letter = await OnlyDeadLetterAsync();

        Assert.That((letter.Summary.Reason, letter.Summary.Event), Is.EqualTo(("invalid", "order.paid")));
        Assert.That(letter.Summary.Explanation, Does.StartWith("userId must be a phone number such as"));
        Assert.That(letter.Summary.Source, Is.EqualTo(CapturePost.Number));
        Assert.That(letter.Retranslation!.Problem, Does.StartWith("userId must be"));

        await ReplayAsync();
        Assert.That(await OnlyDeadLetterAsync(), Has.Property("Summary").Property("State").EqualTo(DeadLetterState.Dead), "still invalid");

        var mended = letter.Content.Replace("\"0712345678\"", "\"+254712345678\"", StringComparison.Ordinal);
        await Admin.EditAsync(letter.Summary.Id, new DeadLetterEdit(mended, 0, NewId: false, "a plus"), Operator, CancellationToken.None);
        await ReplayAsync();

        await Eventually.HoldsAsync(() => Delivered().Contains("order.paid"), "the mended event is at the collector");
        Assert.That((await OnlyDeadLetterAsync()).Summary.State, Is.EqualTo(DeadLetterState.Replayed));
    }

    [Test]
    public async Task A_viewer_sees_of_a_wrong_event_what_is_harmless()
    {
        var wrong = CapturePost.Event(
            "message.sent",
            """{"messageId":7,"agentId":"Maria Lopez","isAutomated":true,"note":"call 254712345678"}"""
        );
        await PostAsync(CapturePost.Batch(CapturePost.Event(), wrong));
        var id = (await OnlyDeadLetterAsync()).Summary.Id;

        var masked = (await Admin.FindAsync(id, null, CancellationToken.None))!;

        Assert.That(masked.Content, Does.Contain("\"name\":\"crm\"").And.Contain("message.sent").And.Contain("\"isAutomated\":true"));
        Assert.That(masked.Content, Does.Not.Contain("Maria").And.Not.Contain("254712345678"));
        Assert.That(masked.Retranslation!.Problem, Is.EqualTo("properties.messageId must be a string that is not empty"));
    }

    [Test]
    public async Task What_a_CRM_tells_is_part_of_the_conversation_that_Meta_tells_of_and_names_its_chat()
    {
        var assigned = CapturePost
            .Event("chat.assigned", """{"chatId":"chat_crm","agentId":"agent_456"}""")
            .Replace("2026-01-19T12:03:00.000Z", "2023-11-14T22:13:30.000Z", StringComparison.Ordinal);
        await _way.PostAsync(new TextWebhook(1).Body);
        await Eventually.HoldsAsync(() => Delivered().Contains("message.received"), "Meta's is at the collector");

        await PostAsync(CapturePost.Batch(assigned));
        await Eventually.HoldsAsync(() => Delivered().Contains("chat.assigned"), "the CRM's is at the collector");
        await _way.PostAsync(new TextWebhook(2).Body);
        await Eventually.HoldsAsync(() => Delivered().Count(name => name == "message.received") == 2, "and the next");

        var conversations = Property("conversationId").Where(told => told.Name is "chat.assigned" or "message.received").ToList();
        Assert.That(conversations.Select(told => told.Value).Distinct().Count(), Is.EqualTo(1), string.Join('\n', conversations));
        Assert.That(
            Property("chatId").Where(told => told.Id == new TextWebhook(2).Id).Select(told => told.Value),
            Is.EqualTo(["chat_crm"])
        );
    }

    [Test]
    public async Task An_event_says_the_only_number_of_its_key_and_who_it_is_about()
    {
        await PostAsync(CapturePost.Batch(CapturePost.Event()));

        await Eventually.HoldsAsync(() => _way.Collector.TakenPayloads.Count == 1, "it is delivered");
        using var taken = JsonDocument.Parse(_way.Collector.TakenPayloads.Values.Single());
        Assert.That(taken.RootElement.GetProperty("context").GetProperty("phoneNumberId").GetString(), Is.EqualTo(CapturePost.Number));
        Assert.That(taken.RootElement.GetProperty("userId").GetString(), Is.EqualTo("+254712345678"));
    }

    private async Task PostAsync(string body)
    {
        using var answer = await _way.SendAsync(CapturePost.Create(body));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
    }

    private IEnumerable<string> Delivered() =>
        _way.Collector.TakenPayloads.Values.Select(payload =>
        {
            using var taken = JsonDocument.Parse(payload);
            return taken.RootElement.GetProperty("event").GetString()!;
        });

    private IEnumerable<(Guid Id, string Name, string? Value)> Property(string property) =>
        _way.Collector.TakenPayloads.Select(taken =>
        {
            var item = JsonNode.Parse(taken.Value)!;
            return (taken.Key, (string)item["event"]!, (string?)item["properties"]![property]);
        });

    private async Task<DeadLetter> OnlyDeadLetterAsync()
    {
        await Eventually.HoldsAsync(async () => await _way.Location.CountAsync("dead_letters") == 1, "there is one dead letter");
        var only = (
            await Admin.ListAsync(new DeadLetterFilter { State = null }, null, 10, Operator, CancellationToken.None)
        ).Items.Single();
        return (await Admin.FindAsync(only.Id, Operator, CancellationToken.None))!;
    }

    private async Task ReplayAsync()
    {
        var plan = await Admin.PlanAsync(new DeadLetterFilter { Reason = DeadReason.Invalid }, CancellationToken.None);
        var replay = await Admin.StartAsync(new ReplayOrder(plan.Snapshot, plan.Filter, null, null), Operator, CancellationToken.None);
        await Eventually.HoldsAsync(
            async () => await Admin.FindReplayAsync(replay.Id, CancellationToken.None) is { State: ReplayState.Finished },
            "the replay is over"
        );
    }
}
