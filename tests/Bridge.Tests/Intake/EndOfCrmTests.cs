using System.Text.Json.Nodes;
using Bridge.Receiving;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Intake;

/// <summary>A CRM ends a conversation whose answers still wait for their twins: the end leaves after them, and counts them.</summary>
[TestFixture(StoreProvider.Sqlite, false, Category = Needs.Patience)]
[TestFixture(StoreProvider.Postgres, false, Category = Needs.Server)]
[TestFixture(StoreProvider.Sqlite, true, Category = Needs.Server)]
[TestFixture(StoreProvider.Postgres, true, Category = Needs.Server)]
internal sealed class EndOfCrmTests(string provider, bool overBroker) : TwinFixture(provider, overBroker)
{
    private const string Ended = "chat.resolved";

    [SetUp]
    public Task Start()
    {
        Hold = "00:00:01";
        return StartAsync(("Conversations:ResolveAfter", "off"));
    }

    [Test]
    public async Task An_answer_that_waits_for_its_twin_is_counted_by_whoever_told_it()
    {
        await PostAsync(Question("wamid.1", second: 0));
        await PostAsync(Answer("wamid.2", second: 60));
        await CaptureAsync(
            CapturePost.Event("message.sent", """{"messageId":"wamid.3","chatId":"chat_123","agentId":"agent_456"}"""),
            CapturePost.Event(Ended)
        );

        var end = (await DeliveredAsync(Ended, 1)).Single()["properties"]!;

        Assert.That(CountsOf(end), Is.EqualTo((1, 2, false)));
        Assert.That(await NamedAsync("message.sent"), Has.Count.EqualTo(2), "an end leaves after what it counts");
    }

    [Test]
    public async Task An_answer_that_Meta_tells_a_little_later_is_counted_too()
    {
        await PostAsync(Question("wamid.1", second: 0));
        await CaptureAsync(CapturePost.Event(Ended));
        await PostAsync(Answer("wamid.2", second: 60));

        var end = (await DeliveredAsync(Ended, 1)).Single()["properties"]!;

        Assert.That(CountsOf(end), Is.EqualTo((1, 1, false)));
    }

    [Test]
    public async Task The_conversation_is_over_for_whoever_writes_meanwhile()
    {
        await PostAsync(Question("wamid.1", second: 0));
        await CaptureAsync(CapturePost.Event(Ended));
        await PostAsync(Question("wamid.2", second: 200));

        var (first, second) = await BothAsync();
        var end = (await DeliveredAsync(Ended, 1)).Single()["properties"]!;

        Assert.That((bool?)second["reopened"], Is.True);
        Assert.That((string?)second["previousConversationId"], Is.EqualTo((string?)first["conversationId"]).And.Not.Null);
        Assert.That((string?)end["conversationId"], Is.EqualTo((string?)first["conversationId"]));
        Assert.That(CountsOf(end), Is.EqualTo((1, 0, true)));
    }

    [Test]
    public async Task However_often_and_in_whatever_words_it_is_told_it_leaves_once()
    {
        await PostAsync(Question("wamid.1", second: 0));
        await CaptureAsync(CapturePost.Event(Ended));
        await CaptureAsync(CapturePost.Event(Ended));
        await CaptureAsync(
            CapturePost.Event(Ended, """{"chatId":"chat_123","resolution":"other words"}"""),
            CapturePost.Event("order.paid")
        );
        await DeliveredAsync("order.paid", 1);

        await DeliveredAsync(Ended, 1);
        await Eventually.HoldsAsync(async () => await Way.Location.CountAsync("deferred") == 0, "nothing waits");

        var end = (await DeliveredAsync(Ended, 1)).Single()["properties"]!;
        Assert.That((string?)end["agentId"], Is.EqualTo("agent_456"), "the first words");
    }

    [Test]
    public async Task It_leaves_although_more_was_written_meanwhile_than_is_remembered_one_by_one()
    {
        await PostAsync(Question("wamid.0", second: 0));
        await CaptureAsync(CapturePost.Event(Ended));
        for (var number = 1; number <= 100; number++)
        {
            await PostAsync(Question($"wamid.{number}", second: 200 + number));
        }

        var end = (await DeliveredAsync(Ended, 1)).Single()["properties"]!;

        Assert.That(CountsOf(end), Is.EqualTo((1, 0, true)));
    }

    private async Task<(JsonNode First, JsonNode Second)> BothAsync()
    {
        var both = (await DeliveredAsync("message.received", 2)).OrderBy(item => (string?)item["timestamp"]).ToList();
        return (both[0]["properties"]!, both[1]["properties"]!);
    }

    private static (int? Inbound, int? Outbound, bool? IsAbandoned) CountsOf(JsonNode end) =>
        ((int?)end["inboundCount"], (int?)end["outboundCount"], (bool?)end["abandoned"]);

    private Task PostAsync(string value) => Way.PostAsync(Webhook(value));

    /// <param name="second">After 12:00; the CRM's words are of 12:03.</param>
    private static string Question(string id, int second) =>
        $$$"""
            "contacts":[{"wa_id":"254712345678"}],"messages":[{"from":"254712345678","id":"{{{id}}}",
            "timestamp":"{{{1_768_824_000 + second}}}","type":"text","text":{"body":"Habari"} }]
            """;

    private static string Answer(string id, int second) =>
        $$$"""
            "statuses":[{"id":"{{{id}}}","status":"sent","timestamp":"{{{1_768_824_000 + second}}}","recipient_id":"254712345678"}]
            """;
}
