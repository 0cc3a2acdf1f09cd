using Bridge.Receiving;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Intake;

/// <summary>Whom Meta and a CRM tell of: the same person under several ids, or two.</summary>
[TestFixture(StoreProvider.Sqlite, false)]
[TestFixture(StoreProvider.Postgres, false, Category = Needs.Server)]
[TestFixture(StoreProvider.Sqlite, true, Category = Needs.Server)]
[TestFixture(StoreProvider.Postgres, true, Category = Needs.Server)]
internal sealed class TwinPeopleTests(string provider, bool overBroker) : TwinFixture(provider, overBroker)
{
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
        Assert.That(await Way.Location.TextsAsync("journal WHERE outcome = 'dropped'", "why"), Is.EqualTo((string[])["replaced"]));
    }

    [Test]
    public async Task A_CRMs_status_that_names_a_chat_is_hashed_once_though_it_waited()
    {
        Hold = "00:00:00.2";
        await StartAsync(("Identity:UserId", "hashed"), ("Identity:Pepper", new string('p', 32)));
        await CaptureAsync(CapturePost.Event("message.read", """{"messageId":"wamid.1","chatId":"chat_crm_1"}"""));
        await CaptureAsync(CapturePost.Event("order.paid", "{}"));

        var read = (await DeliveredAsync("message.read", 1)).Single();
        var paid = (await DeliveredAsync("order.paid", 1)).Single();

        Assert.That((string?)read["userId"], Is.EqualTo((string?)paid["userId"]).And.Length.EqualTo(64));
    }

    [TestCase("00:00:00.2")]
    [TestCase("00:00:00")]
    public async Task What_a_CRM_told_long_before_of_somebody_else_takes_nothing_from_Metas(string hold)
    {
        Hold = hold;
        await StartAsync();
        await CaptureAsync(OfSomebodyElse(Received(1)), OfSomebodyElse(Sent(2)), OfSomebodyElse(Reaction(3)));
        await DeliveredAsync("message.received", 1);
        await DeliveredAsync("message.sent", 1);
        await DeliveredAsync("message.reaction", 1);

        for (var time = 0; time < 2; time++)
        {
            await Way.PostAsync(new TextWebhook(1).Body);
            await PostSentAsync(2);
            await Way.PostAsync(Webhook(MetasReaction));
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
        Hold = "00:00:00.2";
        await StartAsync();
        await Way.PostAsync(Webhook(MessageOfBothIds));
        await CaptureAsync(CapturePost.Event("message.sent", """{"messageId":"wamid.out","agentId":"agent_1"}"""));
        await DeliveredAsync("message.sent", 1);

        await Way.PostAsync(Webhook(SentToBsuidAlone));
        await CaptureAsync(CapturePost.Event("order.paid"));
        await DeliveredAsync("order.paid", 1);

        Assert.That((string?)(await NamedAsync("message.sent")).Single()["properties"]!["agentId"], Is.EqualTo("agent_1"));
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
        Hold = "00:00:00.2";
        await StartAsync(("Identity:UserId", "hashed"), ("Identity:Pepper", new string('p', 40)));
        await Way.PostAsync(Webhook(MessageOfBothIds));
        var received = (await DeliveredAsync("message.received", 1)).Single();

        await Way.PostAsync(Webhook(SentToBsuidAlone));

        var sent = (await DeliveredAsync("message.sent", 1)).Single();
        Assert.That((string?)sent["userId"], Is.EqualTo((string?)received["userId"]));
        Assert.That(sent.ToJsonString(), Does.Not.Contain("254712345678"));
    }
}
