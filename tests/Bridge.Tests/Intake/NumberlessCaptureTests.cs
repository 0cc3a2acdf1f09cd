using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Bridge.Receiving;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Intake;

/// <summary>A CRM names somebody and no business number: it is the one to which that person wrote last.</summary>
[TestFixture(StoreProvider.Sqlite, false)]
[TestFixture(StoreProvider.Postgres, false, Category = Needs.Server)]
[TestFixture(StoreProvider.Postgres, true, Category = Needs.Server)]
internal sealed class NumberlessCaptureTests(string provider, bool overBroker)
{
    private const string Phone = "254712345678";

    private WholeWay _way = null!;

    [SetUp]
    public async Task Start() =>
        _way = await WholeWay.StartAsync(
            provider,
            overBroker,
            [.. CapturePost.Settings.Select(setting => (setting.Key, setting.Value)), ("Intake:TwinHold", "00:10:00")]
        );

    [TearDown]
    public Task Stop() => _way.DisposeAsync().AsTask();

    [TestCase("+254712345678")]
    [TestCase("KE.111222333444")]
    public async Task It_is_part_of_the_conversation_with_the_number_to_which_they_wrote_last(string userId)
    {
        await _way.PostAsync(Message("1002", "wamid.1", 200));
        await _way.PostAsync(Message("1001", "wamid.2", 100));
        await _way.PostAsync(Message("1001", "wamid.3", 50, "254700000001", "KE.999"));
        await DeliveredAsync("message.received", 3);

        await CaptureAsync(CapturePost.Event().Replace("+254712345678", userId, StringComparison.Ordinal));

        var assigned = (await DeliveredAsync("chat.assigned", 1)).Single();
        Assert.That((string?)assigned["context"]!["phoneNumberId"], Is.EqualTo("1002"));
        Assert.That((string?)assigned["properties"]!["conversationId"], Is.EqualTo(ConversationOf("wamid.1")).And.Not.Null);
        Assert.That((string?)assigned["userId"], Is.EqualTo("+254712345678"));
    }

    [Test]
    public async Task What_it_tells_of_a_message_is_one_event_with_what_Meta_tells_of_it()
    {
        await _way.PostAsync(Message("1001", "wamid.1", 100));
        await DeliveredAsync("message.received", 1);
        const string Sent = """{"messageId":"wamid.2","agentId":"agent_1"}""";

        await CaptureAsync(CapturePost.Event("message.sent", Sent));
        await _way.PostAsync(
            Webhook("1001", """ "statuses":[{"id":"wamid.2","status":"sent","timestamp":"1767261700","recipient_id":"254712345678"}] """)
        );

        var sent = (await DeliveredAsync("message.sent", 1)).Single();
        Assert.That((string?)sent["properties"]!["agentId"], Is.EqualTo("agent_1"));
        Assert.That((string?)sent["timestamp"], Is.EqualTo("2026-01-01T10:01:40.000Z"), "Meta's");
        Assert.That((string?)sent["properties"]!["conversationId"], Is.EqualTo(ConversationOf("wamid.1")));
    }

    [Test]
    public async Task Of_somebody_whom_Bridge_does_not_know_it_passes_and_touches_no_conversation()
    {
        await _way.PostAsync(Message("1001", "wamid.1", 100));
        await DeliveredAsync("message.received", 1);

        await CaptureAsync(CapturePost.Event().Replace("+254712345678", "+254799999999", StringComparison.Ordinal));

        var assigned = (await DeliveredAsync("chat.assigned", 1)).Single();
        Assert.That(assigned["context"]!["phoneNumberId"], Is.Null);
        Assert.That(assigned["properties"]!["conversationId"], Is.Null);
    }

    private string? ConversationOf(string message) =>
        (string?)
            Named("message.received").Single(item => (string?)item["properties"]!["messageId"] == message)["properties"]!["conversationId"];

    private async Task<List<JsonNode>> DeliveredAsync(string name, int count)
    {
        await Eventually.HoldsAsync(() => Named(name).Count == count, $"{count} {name} at the collector");
        return Named(name);
    }

    private List<JsonNode> Named(string name) =>
        [.. _way.Collector.TakenPayloads.Values.Select(payload => JsonNode.Parse(payload)!).Where(item => (string?)item["event"] == name)];

    private async Task CaptureAsync(string item)
    {
        using var answer = await _way.SendAsync(CapturePost.Create(CapturePost.Batch(item)));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
    }

    private static byte[] Message(string number, string id, int at, string phone = Phone, string bsuid = "KE.111222333444") =>
        Webhook(
            number,
            $$"""
            "contacts":[{"wa_id":"{{phone}}","user_id":"{{bsuid}}"}],"messages":[{"from":"{{phone}}","from_user_id":"{{bsuid}}",
            "id":"{{id}}","timestamp":"{{1767261600 + at}}","type":"text","text":{"body":"Hello"} }]
            """
        );

    private static byte[] Webhook(string number, string value) =>
        Encoding.UTF8.GetBytes(
            """{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"metadata":"""
                + $$$"""{"phone_number_id":"{{{number}}}"},{{{value}}}}}]}]}"""
        );
}
