using System.Net;
using System.Text;
using System.Text.Json.Nodes;
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
internal sealed class TwinTests(string provider, bool overBroker)
{
    private WholeWay _way = null!;
    private string _hold = "00:10:00";

    [TearDown]
    public async Task Stop()
    {
        await _way.DisposeAsync();
        _hold = "00:10:00";
    }

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
        await _way.PostAsync(
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
        await _way.PostAsync(await File.ReadAllBytesAsync(Samples.FileOf(Samples.Webhooks, "echo-from-phone")));

        await DeliveredAsync("message.sent", 2);
    }

    [Test]
    public async Task A_message_received_is_Metas_and_waits_for_it_when_a_CRM_is_first()
    {
        await StartAsync();
        await CaptureAsync(Received(1));
        await _way.PostAsync(new TextWebhook(1).Body);

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
        _hold = "00:00:00.2";
        await StartAsync(("Intake:UnavailableHold", "00:00:01"));
        await TellAsync(isMetaFirst, () => _way.PostAsync(Webhook(Unavailable)), () => CaptureAsync(Received(1)));
        await DeliveredAsync("message.received", 1);
        await Eventually.HoldsAsync(async () => await _way.Location.CountAsync("deferred") == 0, "nothing waits");
        await CaptureAsync(CapturePost.Event("order.paid"));
        await DeliveredAsync("order.paid", 1);

        Assert.That((string?)(await NamedAsync("message.received")).Single()["properties"]!["team"], Is.EqualTo("sales"));
    }

    [Test]
    public async Task Which_conversation_it_is_says_Bridge_whatever_a_CRM_calls_it()
    {
        _hold = "00:00:00.2";
        await StartAsync(("Conversations:ResolveAfter", "off"));
        await _way.PostAsync(new TextWebhook(1).Body);
        var received = (await DeliveredAsync("message.received", 1)).Single();
        await CaptureAsync(
            CapturePost.Event("message.sent", """{"conversationId":"of the CRM","messageId":"wamid.2","chatId":"chat_1"}""")
        );

        var sent = (await DeliveredAsync("message.sent", 1)).Single();

        var id = (string?)received["properties"]!["conversationId"];
        Assert.That((string?)sent["properties"]!["conversationId"], Is.EqualTo(id).And.Not.Null);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Told_of_two_people_they_are_no_twins_and_Metas_goes_out_as_it_is(bool isMetaFirst)
    {
        await StartAsync();
        await TellAsync(isMetaFirst, () => PostSentAsync(1), () => CaptureAsync(OfSomebodyElse(Sent(1))));

        var sent = (await DeliveredAsync("message.sent", 1)).Single();

        Assert.That((string?)sent["userId"], Is.EqualTo("+254712345678"));
        Assert.That((string?)sent["properties"]!["chatId"], Does.Not.Contain("crm"));
        Assert.That(sent["properties"]!["agentId"], Is.Null);
    }

    [Test]
    public async Task A_CRMs_status_that_names_a_chat_is_hashed_once_though_it_waited()
    {
        _hold = "00:00:00.2";
        await StartAsync(("Identity:UserId", "hashed"), ("Identity:Pepper", new string('p', 32)));
        await CaptureAsync(CapturePost.Event("message.read", """{"messageId":"wamid.1","chatId":"chat_crm_1"}"""));
        await CaptureAsync(CapturePost.Event("order.paid", "{}"));

        var read = (await DeliveredAsync("message.read", 1)).Single();
        var paid = (await DeliveredAsync("order.paid", 1)).Single();

        Assert.That((string?)read["userId"], Is.EqualTo((string?)paid["userId"]).And.Length.EqualTo(64));
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
        await Eventually.HoldsAsync(async () => await _way.Location.CountAsync("deferred") == 0, "nothing waits");
        Assert.That(_way.Collector.Taken.Values, Is.All.EqualTo(1));
    }

    [Test]
    public async Task Without_its_twin_in_time_it_goes_out_as_it_is_and_the_twin_that_comes_later_is_a_duplicate()
    {
        _hold = "00:00:00.2";
        await StartAsync();
        await PostSentAsync(1);
        await CaptureAsync(Received(2));
        await DeliveredAsync("message.sent", 1);
        await DeliveredAsync("message.received", 1);

        await CaptureAsync(Sent(1));
        await _way.PostAsync(new TextWebhook(2).Body);
        await CaptureAsync(CapturePost.Event("order.paid"));
        await DeliveredAsync("order.paid", 1);

        Assert.That(await NamedAsync("message.sent"), Has.Count.EqualTo(1));
        Assert.That(await NamedAsync("message.received"), Has.Count.EqualTo(1));
    }

    [TestCase("00:00:00.2")]
    [TestCase("00:00:00")]
    public async Task What_a_CRM_told_long_before_of_somebody_else_takes_nothing_from_Metas(string hold)
    {
        _hold = hold;
        await StartAsync();
        await CaptureAsync(OfSomebodyElse(Received(1)), OfSomebodyElse(Sent(2)), OfSomebodyElse(Reaction(3)));
        await DeliveredAsync("message.received", 1);
        await DeliveredAsync("message.sent", 1);
        await DeliveredAsync("message.reaction", 1);

        for (var time = 0; time < 2; time++)
        {
            await _way.PostAsync(new TextWebhook(1).Body);
            await PostSentAsync(2);
            await _way.PostAsync(Webhook(MetasReaction));
        }

        await CaptureAsync(CapturePost.Event("order.paid"));
        await DeliveredAsync("order.paid", 1);
        await AreOfBothAsync("message.received");
        await AreOfBothAsync("message.sent");
        await AreOfBothAsync("message.reaction");
    }

    [Test]
    public async Task What_Meta_tells_later_of_the_person_a_CRM_told_of_is_a_repetition_whichever_id_they_use()
    {
        _hold = "00:00:00.2";
        await StartAsync();
        await _way.PostAsync(Webhook(MessageOfBothIds));
        await CaptureAsync(CapturePost.Event("message.sent", """{"messageId":"wamid.out","agentId":"agent_1"}"""));
        await DeliveredAsync("message.sent", 1);

        await _way.PostAsync(Webhook(SentToBsuidAlone));
        await CaptureAsync(CapturePost.Event("order.paid"));
        await DeliveredAsync("order.paid", 1);

        Assert.That((string?)(await NamedAsync("message.sent")).Single()["properties"]!["agentId"], Is.EqualTo("agent_1"));
    }

    [Test]
    public async Task Told_at_the_same_moment_each_is_still_one_event_of_both()
    {
        const int Messages = 60;
        await StartAsync();
        await using var second = provider == StoreProvider.Postgres && overBroker ? await SecondForwarderAsync() : null;
        var tellings = Enumerable
            .Range(1, Messages)
            .SelectMany(number => new Func<Task>[] { () => PostSentAsync(number), () => CaptureAsync(Sent(number)) })
            .ToArray();
        new Random(7).Shuffle(tellings);

        await Task.WhenAll(tellings.Select(tell => tell()));

        var sent = await DeliveredAsync("message.sent", Messages);
        Assert.That(sent.Select(item => item["properties"]!["agentId"]), Has.None.Null);
        Assert.That(sent.Select(item => item["properties"]!["pricingCategory"]), Has.None.Null);
        Assert.That(_way.Collector.Taken.Values, Is.All.EqualTo(1));
    }

    [Test]
    public async Task Where_no_number_may_leave_none_does_that_a_CRM_put_into_what_Meta_tells()
    {
        await StartAsync(("Identity:UserId", "hashed"), ("Identity:Pepper", new string('p', 32)));
        await PostSentAsync(1);
        await CaptureAsync(
            CapturePost.Event(
                "message.sent",
                """
                {"messageId":"wamid.1","agentId":"254799999999","templateId":"t-254788888888","catalogId":254766666666,
                "team":"+254777777777","flowId":"f_1"}
                """
            )
        );
        await CaptureAsync(CapturePost.Event("chat.assigned", """{"chatId":"chat_1","agentId":"agent_2"}"""));

        var sent = (await DeliveredAsync("message.sent", 1)).Single();
        var assigned = (await DeliveredAsync("chat.assigned", 1)).Single();

        Assert.That(sent.ToJsonString() + assigned.ToJsonString(), Does.Not.Match("2547[0-9]{8}"));
        Assert.That((string?)sent["properties"]!["flowId"], Is.EqualTo("f_1"));
        Assert.That(
            (string?)assigned["properties"]!["previousAgentId"],
            Is.EqualTo((string?)sent["properties"]!["agentId"]).And.Length.EqualTo(64)
        );
        Assert.That((string?)assigned["properties"]!["agentId"], Is.EqualTo("agent_2"));
    }

    [Test]
    public async Task What_waited_leaves_under_its_persons_id_and_with_no_number_of_theirs_in_clear()
    {
        _hold = "00:00:00.2";
        await StartAsync(("Identity:UserId", "hashed"), ("Identity:Pepper", new string('p', 40)));
        await _way.PostAsync(Webhook(MessageOfBothIds));
        var received = (await DeliveredAsync("message.received", 1)).Single();

        await _way.PostAsync(Webhook(SentToBsuidAlone));

        var sent = (await DeliveredAsync("message.sent", 1)).Single();
        Assert.That((string?)sent["userId"], Is.EqualTo((string?)received["userId"]));
        Assert.That(sent.ToJsonString(), Does.Not.Contain("254712345678"));
    }

    private async Task StartAsync(params (string Key, string? Value)[] more) =>
        _way = await WholeWay.StartAsync(
            provider,
            overBroker,
            [.. CapturePost.SettingsOfOneNumber.Select(setting => (setting.Key, setting.Value)), ("Intake:TwinHold", _hold), .. more]
        );

    private Task<BridgeHost> SecondForwarderAsync() =>
        _way.Broker!.StartForwarderAsync(
            _way.Collector,
            null,
            [
                ("Store:ConnectionString", _way.Location.Address),
                ("Events:Forward", "all"),
                .. CapturePost.SettingsOfOneNumber.Select(setting => (setting.Key, setting.Value)),
                ("Intake:TwinHold", _hold),
            ]
        );

    private static async Task TellAsync(bool isMetaFirst, Func<Task> meta, Func<Task> crm)
    {
        await (isMetaFirst ? meta() : crm());
        await (isMetaFirst ? crm() : meta());
    }

    /// <summary>What the CRM told of somebody else, and what Meta told of the person, under ids of their own.</summary>
    private async Task AreOfBothAsync(string name)
    {
        var people = (await DeliveredAsync(name, 2)).Select(item => (string?)item["userId"]);
        Assert.That(people, Is.EquivalentTo((string[])["+254712345678", "+254700000666"]));
    }

    private const string Unavailable = """
        "messages":[{"from":"254712345678","id":"wamid.1","timestamp":"1767261600","type":"unsupported","errors":[{"code":131060}],
        "unsupported":{"type":"unknown"} }]
        """;

    private const string MetasReaction = """
        "messages":[{"from":"254712345678","id":"wamid.3","timestamp":"1767261600","type":"reaction",
        "reaction":{"message_id":"wamid.target","emoji":"x"} }]
        """;

    private const string MessageOfBothIds = """
        "contacts":[{"wa_id":"254712345678","user_id":"KE.111222333444"}],"messages":[{"from":"254712345678",
        "from_user_id":"KE.111222333444","id":"wamid.in","timestamp":"1767261600","type":"text","text":{"body":"Hello"} }]
        """;

    private const string SentToBsuidAlone = """
        "statuses":[{"id":"wamid.out","status":"sent","timestamp":"1767261605","recipient_user_id":"KE.111222333444",
        "biz_opaque_callback_data":"{\"campaignId\":\"c-254712345678\",\"templateId\":\"t\"}"}]
        """;

    private Task PostSentAsync(int number, string details = "") =>
        _way.PostAsync(
            Webhook(
                $$$"""
                "statuses":[{"id":"wamid.{{{number}}}","status":"sent","timestamp":"1767261600",{{{details}}}
                "recipient_id":"254712345678","pricing":{"billable":true,"category":"utility"}}]
                """
            )
        );

    private static byte[] Webhook(string value) =>
        Encoding.UTF8.GetBytes(
            """{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"metadata":"""
                + $$$"""{"phone_number_id":"{{{CapturePost.Number}}}"},{{{value}}}}}]}]}"""
        );

    private async Task CaptureAsync(params string[] items)
    {
        using var answer = await _way.SendAsync(CapturePost.Create(CapturePost.Batch(items)));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
    }

    private static string Sent(int number) =>
        CapturePost.Event(
            "message.sent",
            $$"""{"messageId":"wamid.{{number}}","chatId":"chat_crm_{{number}}","agentId":"agent_{{number}}"}"""
        );

    private static string OfSomebodyElse(string item) => item.Replace("+254712345678", "+254700000666", StringComparison.Ordinal);

    private static string Reaction(int number) =>
        CapturePost.Event("message.reaction", $$"""{"messageId":"wamid.{{number}}","targetMessageId":"wamid.target","emoji":"y"}""");

    private static string Received(int number) =>
        CapturePost.Event(
            "message.received",
            $$"""{"messageId":"wamid.{{number}}","chatId":"chat_crm_{{number}}","contentType":"?","team":"sales"}"""
        );

    private async Task<List<JsonNode>> DeliveredAsync(string name, int count)
    {
        await Eventually.HoldsAsync(async () => (await NamedAsync(name)).Count == count, $"{count} {name} at the collector");
        return await NamedAsync(name);
    }

    private Task<List<JsonNode>> NamedAsync(string name) =>
        Task.FromResult(
            _way.Collector.TakenPayloads.Values.Select(payload => JsonNode.Parse(payload)!)
                .Where(item => (string?)item["event"] == name)
                .ToList()
        );
}
