using Bridge.Receiving;
using Bridge.Storage;
using Bridge.Support;
using Bridge.Translation;

namespace Bridge.Intake;

/// <summary>The same message, told by Meta and by a CRM, is one event, whichever comes first.</summary>
[TestFixture(StoreProvider.Sqlite, false)]
[TestFixture(StoreProvider.Postgres, false, Category = Needs.Server)]
[TestFixture(StoreProvider.Sqlite, true, Category = Needs.Server)]
[TestFixture(StoreProvider.Postgres, true, Category = Needs.Server)]
internal sealed class TwinTests(string provider, bool overBroker) : TwinFixture(provider, overBroker)
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task A_message_sent_has_the_CRMs_agent_and_Metas_price_whichever_comes_first(bool isMetaFirst)
    {
        await StartAsync();
        await TellAsync(isMetaFirst, () => PostSentAsync(1), () => CaptureAsync(Sent(1)));

        var sent = (await DeliveredAsync("message.sent", 1)).Single();

        Assert.That((string?)sent["properties"]!["agentId"], Is.EqualTo("agent_1"));
        Assert.That((string?)sent["properties"]!["pricingCategory"], Is.EqualTo("utility"));
        Assert.That((string?)sent["properties"]!["chatId"], Is.EqualTo("chat_crm_1"));
        Assert.That((string?)sent["timestamp"], Is.EqualTo("2026-01-01T10:00:00.000Z"), "Meta's");
    }

    [Test]
    public async Task A_message_of_which_the_business_noted_the_agent_waits_for_what_the_CRM_adds_too()
    {
        await StartAsync();
        await PostSentAsync(1, """ "biz_opaque_callback_data":"{\"agentId\":\"agent_1\"}",""");
        await CaptureAsync(
            CapturePost.Event("message.sent", """{"messageId":"wamid.1","agentId":"agent_1","contentType":"text"}"""),
            CapturePost.Event("order.paid")
        );

        await DeliveredAsync("order.paid", 1);
        var sent = (await DeliveredAsync("message.sent", 1)).Single();

        Assert.That((string?)sent["properties"]!["contentType"], Is.EqualTo("text"));
    }

    [Test]
    public async Task What_a_CRM_says_was_read_was_delivered_and_what_Meta_says_of_that_later_is_a_repetition()
    {
        await StartAsync();
        await CaptureAsync(CapturePost.Event("message.read", """{"messageId":"wamid.1"}"""));
        await DeliveredAsync("message.delivered", 1);
        await Way.PostAsync(
            Webhook(
                """
                "statuses":[{"id":"wamid.1","status":"read","timestamp":"1767261605","recipient_id":"254712345678"}]
                """
            )
        );

        await DeliveredAsync("message.read", 1);

        var delivered = (await DeliveredAsync("message.delivered", 1)).Single();
        Assert.That((bool?)delivered["properties"]!["inferred"], Is.True);
    }

    [Test]
    public async Task A_message_written_on_the_businesss_phone_waits_for_nobody()
    {
        await StartAsync();
        await Way.PostAsync(await File.ReadAllBytesAsync(Samples.FileOf(Samples.Webhooks, "echo-from-phone")));

        await DeliveredAsync("message.sent", 2);
    }

    [Test]
    public async Task A_message_received_is_Metas_and_waits_for_it_when_a_CRM_is_first()
    {
        await StartAsync();
        await CaptureAsync(Received(1));
        await Eventually.HoldsAsync(
            async () => await Way.Location.CountAsync("deferred") == 1,
            "it waits, also where it went by the spool"
        );
        await Way.PostAsync(new TextWebhook(1).Body);

        var received = (await DeliveredAsync("message.received", 1)).Single();

        Assert.That((string?)received["properties"]!["contentType"], Is.EqualTo("text"));
        Assert.That((string?)received["properties"]!["chatId"], Is.EqualTo("chat_crm_1"));
        Assert.That((string?)received["properties"]!["team"], Is.EqualTo("sales"), "the CRM's fills in");
        Assert.That((string?)received["context"]!["library"]!["name"], Is.EqualTo("meta-bridge"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_message_Meta_cannot_show_is_what_the_CRM_says_it_is(bool isMetaFirst)
    {
        Hold = "00:00:00.2";
        await StartAsync(("Intake:UnavailableHold", "00:00:01"));
        await TellAsync(isMetaFirst, () => Way.PostAsync(Webhook(Unavailable)), () => CaptureAsync(Received(1)));
        await DeliveredAsync("message.received", 1);
        await Eventually.HoldsAsync(async () => await Way.Location.CountAsync("deferred") == 0, "nothing waits");
        await CaptureAsync(CapturePost.Event("order.paid"));
        await DeliveredAsync("order.paid", 1);

        Assert.That((string?)(await NamedAsync("message.received")).Single()["properties"]!["team"], Is.EqualTo("sales"));
    }

    [Test]
    public async Task Which_conversation_it_is_says_Bridge_whatever_a_CRM_calls_it()
    {
        Hold = "00:00:00.2";
        await StartAsync(("Conversations:ResolveAfter", "off"));
        await Way.PostAsync(new TextWebhook(1).Body);
        var received = (await DeliveredAsync("message.received", 1)).Single();
        await CaptureAsync(
            CapturePost.Event("message.sent", """{"conversationId":"of the CRM","messageId":"wamid.2","chatId":"chat_1"}""")
        );

        var sent = (await DeliveredAsync("message.sent", 1)).Single();

        var id = (string?)received["properties"]!["conversationId"];
        Assert.That((string?)sent["properties"]!["conversationId"], Is.EqualTo(id).And.Not.Null);
    }

    [Test]
    public async Task What_is_told_again_by_the_same_side_is_no_twin()
    {
        await StartAsync();
        await PostSentAsync(1);
        await PostSentAsync(1);
        await CaptureAsync(Sent(1));
        await CaptureAsync(Sent(1));
        await PostSentAsync(1);

        var sent = (await DeliveredAsync("message.sent", 1)).Single();

        Assert.That((string?)sent["properties"]!["agentId"], Is.EqualTo("agent_1"));
        await Eventually.HoldsAsync(async () => await Way.Location.CountAsync("deferred") == 0, "nothing waits");
        Assert.That(Way.Collector.Taken.Values, Is.All.EqualTo(1));
    }

    [Test]
    public async Task Without_its_twin_in_time_it_goes_out_as_it_is_and_the_twin_that_comes_later_is_a_duplicate()
    {
        Hold = "00:00:00.2";
        await StartAsync();
        await PostSentAsync(1);
        await CaptureAsync(Received(2));
        await DeliveredAsync("message.sent", 1);
        await DeliveredAsync("message.received", 1);

        await CaptureAsync(Sent(1));
        await Way.PostAsync(new TextWebhook(2).Body);
        await CaptureAsync(CapturePost.Event("order.paid"));
        await DeliveredAsync("order.paid", 1);

        Assert.That(await NamedAsync("message.sent"), Has.Count.EqualTo(1));
        Assert.That(await NamedAsync("message.received"), Has.Count.EqualTo(1));
        Assert.That(await Way.Location.QueryAsync("SELECT SUM(count) FROM totals WHERE kind = 'dropped:late_twin'"), Is.EqualTo("2"));
        Assert.That(await Way.Location.TextsAsync("journal", "why"), Has.Exactly(2).EqualTo("late_twin"), "what trace tells of them");
    }

    [Test]
    public async Task Told_at_the_same_moment_each_is_still_one_event_of_both()
    {
        const int Messages = 60;
        await StartAsync();
        await using var second = Provider == StoreProvider.Postgres && IsOverBroker ? await SecondForwarderAsync() : null;
        var tellings = Enumerable
            .Range(1, Messages)
            .SelectMany(number => new Func<Task>[] { () => PostSentAsync(number), () => CaptureAsync(Sent(number)) })
            .ToArray();
        new Random(7).Shuffle(tellings);

        await Task.WhenAll(tellings.Select(tell => tell()));

        var sent = await DeliveredAsync("message.sent", Messages);
        Assert.That(sent.Select(item => item["properties"]!["agentId"]), Has.None.Null);
        Assert.That(sent.Select(item => item["properties"]!["pricingCategory"]), Has.None.Null);
        Assert.That(Way.Collector.Taken.Values, Is.All.EqualTo(1));
    }
}
