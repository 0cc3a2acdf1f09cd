using Bridge.Core.Translation;

namespace Bridge.Translation;

[TestFixture]
internal sealed class MessengerTests
{
    private const string Page = "208685479508187";

    [Test]
    public void A_receipt_says_up_to_when_and_when_it_came_and_names_no_message()
    {
        var trackEvent = Item(
                """{"sender":{"id":"5678"},"recipient":{"id":"208685479508187"},"timestamp":1769162390002,"delivery":{"mids":"""
                    + """["m1","m2"],"watermark":1769162389600}}"""
            )
            .OnlyEvent();

        Assert.That((string?)trackEvent["event"], Is.EqualTo("message.delivered"));
        Assert.That(
            trackEvent.Properties().ToJsonString(),
            Is.EqualTo(
                """{"chatId":"chat_208685479508187_5678","deliveredAt":"2026-01-23T09:59:50.002Z","watermark":"2026-01-23T09:59:49.600Z"}"""
            )
        );
    }

    [TestCase("""{"mids":["m1","m2"]}""", "delivery", 2, null)]
    [TestCase("""{"mid":"m1"}""", "read", 1, null)]
    [TestCase("""{"seq":3}""", "read", 0, "the receipt has neither a watermark nor a message id")]
    public void Without_a_watermark_a_receipt_is_of_the_messages_it_names(string receipt, string member, int events, string? problem)
    {
        var translation = Item(
            $$$"""{"sender":{"id":"5678"},"recipient":{"id":"{{{Page}}}"},"timestamp":1769162390002,"{{{member}}}":{{{receipt}}} }"""
        );

        Assert.That(translation.Events, Has.Count.EqualTo(events));
        Assert.That(translation.Unreadable.Select(item => item.Reason).FirstOrDefault(), Is.EqualTo(problem));
    }

    [TestCase("", "page", null)]
    [TestCase(",\"app_id\":263902037430900", "business_app", false)]
    [TestCase(",\"app_id\":1066355071287456", "app", null)]
    public void Who_sent_an_echo_only_its_app_says(string app, string origin, bool? isAutomated)
    {
        var properties = Item(
                $$$"""{"sender":{"id":"{{{Page}}}"},"recipient":{"id":"5678"},"message":{"mid":"m1","is_echo":"""
                    + $$$"""true,"text":"Karibu"{{{app}}} } }"""
            )
            .OnlyEvent()
            .Properties();

        Assert.That((string?)properties["origin"], Is.EqualTo(origin));
        Assert.That((bool?)properties["isAutomated"], Is.EqualTo(isAutomated));
    }

    [TestCase(Page, "5678", false, "message.sent")]
    [TestCase(Page, "5678", true, "message.sent")]
    [TestCase("5678", Page, false, "message.received")]
    [TestCase("5678", Page, true, "message.received")]
    [TestCase("5678", "9", false, "message.received")]
    [TestCase("9", "5678", true, "message.sent")]
    public void The_entry_says_which_side_is_the_business(string sender, string recipient, bool isEcho, string name)
    {
        var trackEvent = Item(
                $$$"""{"sender":{"id":"{{{sender}}}"},"recipient":{"id":"{{{recipient}}}"},"message":"""
                    + $$$"""{"mid":"m1","text":"x","is_echo":{{{(isEcho ? "true" : "false")}}} } }"""
            )
            .OnlyEvent();

        Assert.That((string?)trackEvent["event"], Is.EqualTo(name));
        Assert.That((string?)trackEvent["userId"], Is.EqualTo("messenger:5678"));
    }

    [Test]
    public void A_ref_is_told_as_such_and_is_no_ad()
    {
        var referral = Item("""{"sender":{"id":"5678"},"referral":{"ref":"footer","source":"SHORTLINK"}}""").OnlyEvent().Properties();
        var optin = Item("""{"sender":{"id":"5678"},"optin":{"ref":"footer"}}""").OnlyEvent().Properties();

        Assert.That((string?)referral["ref"], Is.EqualTo("footer"));
        Assert.That(referral["sourceId"], Is.Null);
        Assert.That((string?)optin["ref"], Is.EqualTo("footer"));
        Assert.That(optin["category"], Is.Null);
    }

    [TestCase("STOP NOTIFICATIONS", "contact.opted_out")]
    [TestCase("STOP_NOTIFICATIONS", "contact.opted_out")]
    [TestCase("RESUME_NOTIFICATIONS", "contact.opted_in")]
    public void Marketing_messages_stop_however_Meta_writes_it(string status, string name)
    {
        var trackEvent = Item(
                $$$"""{"sender":{"id":"5678"},"optin":{"type":"notification_messages","notification_messages_status":"{{{status}}}"}}"""
            )
            .OnlyEvent();

        Assert.That((string?)trackEvent["event"], Is.EqualTo(name));
    }

    [Test]
    public void A_reference_the_collector_would_not_take_is_hashed()
    {
        var trackEvent = Item("""{"optin":{"ref":"footer","user_ref":"a-b c"}}""").OnlyEvent();

        Assert.That((string?)trackEvent["userId"], Does.Match("^messenger:[0-9a-f]{64}$"));
    }

    [TestCase("""{"id":"9","field":"comments","value":{"text":"Bei?"}}""", "instagram comments")]
    [TestCase("""{"id":"9","changes":[{"field":"mentions","value":{"media_id":"1"}}]}""", "instagram mentions")]
    [TestCase("""{"id":"9","hop_context":[{"app_id":1}]}""", "instagram entry")]
    [TestCase("""{"id":"9","messaging":[{"sender":{"id":"1"},"app_roles":{"1":["primary_receiver"]}}]}""", "instagram app_roles")]
    [TestCase("""{"id":"9","standby":[{"sender":{"id":"1"},"surprise":{"x":1}}]}""", "instagram surprise")]
    public void An_entry_Bridge_does_not_read_is_kept_as_unrecognised(string entry, string name)
    {
        var translation = Translated.Body($$"""{"object":"instagram","entry":[{{entry}}]}""", Samples.OptionsFor(""));

        Assert.That(translation.Events, Is.Empty);
        Assert.That(translation.Unrecognised.Single().Field, Is.EqualTo(name));
    }

    [Test]
    public void A_page_without_entries_is_unreadable()
    {
        Assert.That(Translated.Body("""{"object":"page"}""").Unreadable.Single().Reason, Is.EqualTo("the body has no entry"));
    }

    private static WebhookTranslation Item(string item) =>
        Translated.Body(
            $$"""{"object":"page","entry":[{"id":"{{Page}}","time":1769162390000,"messaging":[{{item}}]}]}""",
            Samples.OptionsFor("")
        );
}
