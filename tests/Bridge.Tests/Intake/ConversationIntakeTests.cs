using System.Text;
using System.Text.Json.Nodes;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Intake;

/// <summary>What conversations add to events on their way through intake, from webhooks to what waits for the collector.</summary>
internal sealed class ConversationIntakeTests
{
    private const string Phone = "254712345678";

    private static readonly DateTimeOffset Began = new(2026, 1, 23, 9, 0, 0, TimeSpan.Zero);

    private IntakeRig _rig = null!;

    [SetUp]
    public async Task Start() => _rig = await IntakeRig.StartAsync(("Contacts:CountFrom", "2009-01-01"));

    [TearDown]
    public async Task Stop() => await _rig.DisposeAsync();

    [Test]
    public async Task A_first_message_makes_its_contact_before_it_and_once_however_often_it_comes()
    {
        await _rig.HearAsync(Text("wamid.1", 0));
        await _rig.HearAsync(Text("wamid.1", 0));
        await _rig.HearAsync(Text("wamid.2", 60));

        Assert.That(await NamesAsync(), Is.EqualTo((string[])["contact.created", "message.received", "message.received"]));
    }

    [Test]
    public async Task Messages_carry_their_conversation_and_the_answer_how_long_it_took()
    {
        await _rig.HearAsync(Text("wamid.1", 0));
        await _rig.HearAsync(Sent("wamid.2", 90));
        await _rig.HearAsync(Text("wamid.3", 120));

        var events = await _rig.DeliveredAsync();
        var received = events.Where(one => Name(one) == "message.received").Select(Properties).ToList();
        var sent = Properties(events.Single(one => Name(one) == "message.sent"));
        Assert.That(received.ConvertAll(properties => (bool?)properties["isFirstInConversation"]), Is.EqualTo(new bool?[] { true, false }));
        Assert.That((long?)sent["responseSeconds"], Is.EqualTo(90));
        Assert.That(
            received.Append(sent).Select(properties => (string?)properties["conversationId"]).Distinct().Single(),
            Is.Not.Null.And.Matches<string>(id => Guid.TryParse(id, out _))
        );
    }

    [Test]
    public async Task A_conversation_goes_on_after_a_crash()
    {
        await _rig.HearAsync(Text("wamid.1", 0));
        await _rig.DeliveredAsync();
        await _rig.RestartAsync();
        await _rig.HearAsync(Text("wamid.1", 0));
        await _rig.HearAsync(Sent("wamid.2", 30));

        var sent = (await _rig.DeliveredAsync()).Single(one => Name(one) == "message.sent");

        Assert.That((long?)Properties(sent)["responseSeconds"], Is.EqualTo(30));
    }

    [Test]
    public async Task Whoever_is_in_a_phones_history_is_no_new_contact_though_nothing_of_it_leaves()
    {
        const string History = """
            "history":[{"threads":[{"id":"254712345678","messages":[
            {"from":"254712345678","id":"wamid.0","timestamp":"1","type":"text"}]}]}]
            """;
        await _rig.HearAsync(Webhook(History).Replace("\"field\":\"messages\"", "\"field\":\"history\""), isBackfilled: false);
        Assert.That(await NamesAsync(), Is.Empty);

        await _rig.HearAsync(Text("wamid.1", 0));

        Assert.That(await NamesAsync(), Is.EqualTo((string[])["message.received"]));
    }

    [Test]
    public async Task A_CRMs_item_that_says_of_itself_whom_it_is_about_learns_nobodys_number_by_naming_an_account()
    {
        const string Payload = """
            {"type":"track","event":"order.paid","userId":"KE.1","timestamp":"2026-01-23T09:00:00.000Z","context":{"channel":"whatsapp",
            "businessAccountId":"102290129340398"},"properties":{"previousUserId":"KE.2"} }
            """;
        await _rig.HearAsync(
            Webhook(
                $$"""
                "contacts":[{"wa_id":"{{Phone}}","user_id":"KE.1"}],
                "messages":[{"from":"{{Phone}}","from_user_id":"KE.1","id":"wamid.1","timestamp":"{{At(0)}}","type":"text"}]
                """
            )
        );
        var item = Translations.Item(77) with { Name = "order.paid", Payload = Encoding.UTF8.GetBytes(Payload), Source = "20002" };

        await _rig.Bridge.Get<EventIntake>().TakeInAsync(new IntakeBatch([item with { IsFromCrm = true }]) { IsReplay = true }, default);

        Assert.That((string?)(await _rig.DeliveredAsync()).Single(one => Name(one) == "order.paid")["userId"], Is.EqualTo("KE.1"));
    }

    private async Task<IEnumerable<string?>> NamesAsync() => (await _rig.DeliveredAsync()).Select(Name);

    private static string? Name(JsonNode one) => (string?)one["event"];

    private static JsonNode Properties(JsonNode one) => one["properties"]!;

    private static long At(int seconds) => Began.AddSeconds(seconds).ToUnixTimeSeconds();

    private static string Text(string id, int seconds) =>
        Webhook(
            $$"""
            "contacts":[{"wa_id":"{{Phone}}"}],
            "messages":[{"from":"{{Phone}}","id":"{{id}}","timestamp":"{{At(seconds)}}","type":"text","text":{"body":"Hello"} }]
            """
        );

    private static string Sent(string id, int seconds) =>
        Webhook(
            $$"""
            "statuses":[{"id":"{{id}}","status":"sent","timestamp":"{{At(seconds)}}","recipient_id":"{{Phone}}"}]
            """
        );

    private static string Webhook(string value) =>
        """{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"field":"messages","value":{"""
        + $$"""
            "messaging_product":"whatsapp","metadata":{"display_phone_number":"254700000000","phone_number_id":"{{Translations.Source}}"},
            {{value}}
            """
        + "}}]}]}";
}
