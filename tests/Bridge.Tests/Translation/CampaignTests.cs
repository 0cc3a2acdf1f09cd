using System.Text;
using System.Text.Json.Nodes;
using Bridge.Core.Attribution;
using Bridge.Core.Translation;

namespace Bridge.Translation;

/// <summary>What tells which campaign brought somebody, and what of it stands in the context of their events.</summary>
[TestFixture]
internal sealed class CampaignTests
{
    private const string Number = "110045678901234";

    private static readonly TranslationOptions Options = TranslationOptions.Default with
    {
        Channels = TranslationOptions.AllChannels,
        TextPatterns = new TextPatterns(
            [@"\bcode (?<campaign>[a-z]+)(?:-(?<content>[a-z0-9]+))?", "(?<source>qr)-kiosk"],
            [KeyValuePair.Create("1", (IEnumerable<string>)["^(?<id>[0-9]+)$"])]
        ),
    };

    [TestCase("Hi, I saw code SPRING-b2!", """{"name":"SPRING","content":"b2"}""")]
    [TestCase("QR-kiosk", """{"source":"QR"}""")]
    [TestCase("4711", null)]
    [TestCase("", null)]
    public void A_prefilled_text_tells_its_campaign_by_the_operators_patterns(string text, string? expected)
    {
        var events = Message($$$"""{"type":"text","text":{"body":"{{{text}}}"} }""");

        Assert.That(events.Select(Campaign), Is.EqualTo([expected]));
        Assert.That(events.Single().Step!.Touch?.Campaign?.Name, Is.EqualTo(expected?.Contains("SPRING") == true ? "SPRING" : null));
    }

    [Test]
    public void Of_a_text_nothing_but_the_groups_travels()
    {
        var said = Message("""{"type":"text","text":{"body":"my secret is code spring"}}""").Single();

        Assert.That(Json(said).ToJsonString(), Does.Contain("spring").And.Not.Contain("secret"));
        Assert.That(said.Step!.Touch, Is.EqualTo(new Touch(null, null, null, Core.Attribution.Campaign.None with { Name = "spring" })));
    }

    [Test]
    public void A_number_may_have_patterns_of_its_own_in_place_of_the_others()
    {
        Assert.That(Options.TextPatterns.Match("1", "4711")?.Id, Is.EqualTo("4711"));
        Assert.That(Options.TextPatterns.Match("1", "code spring"), Is.Null);
        Assert.That(Options.TextPatterns.Match(null, "code spring")?.Name, Is.EqualTo("spring"));
    }

    [TestCase(
        "https://duka.example/?utm_source=fb&utm_campaign=jan",
        "code spring-b2",
        """{"name":"jan","source":"fb","content":"b2"}""",
        TestName = "the_URL_first"
    )]
    [TestCase("https://fb.me/x", "code spring", """{"name":"spring","content":"1202"}""", TestName = "then_the_text")]
    [TestCase("https://fb.me/x", "habari", """{"name":"greeted","source":"tv","content":"1202"}""", TestName = "then_the_greeting")]
    public void What_is_told_of_an_ad_is_the_URLs_the_texts_and_the_greetings_in_this_order(string url, string text, string expected)
    {
        var greeting = text == "habari" ? "Karibu! See https://duka.example/?utm_source=tv&utm_campaign=greeted now?" : "Karibu";
        var events = Message(
            $$$"""
            {"type":"text","text":{"body":"{{{text}}}"},"referral":{"source_type":"ad","source_id":"1202","ctwa_clid":"ARA",
            "source_url":"{{{url}}}","welcome_message":{"text":"{{{greeting}}}"} } }
            """
        );

        Assert.That(events.Select(said => said.Name), Is.EqualTo(["message.received", "referral.received"]));
        Assert.That(events.Select(Campaign), Is.All.EqualTo(expected));
        Assert.That(events[0].Step!.Touch!.AdId, Is.EqualTo("1202"));
        Assert.That(events[0].Step!.Touch!.Campaign!.Name, Is.EqualTo((string?)JsonNode.Parse(expected)!["name"]));
    }

    [TestCase("spring", """{"name":"spring","content":"6012"}""")]
    [TestCase("utm_source=tv&utm_campaign=jan", """{"name":"jan","source":"tv","content":"6012"}""")]
    [TestCase("code summer", """{"name":"summer","content":"6012"}""")]
    public void On_Messenger_and_Instagram_the_ref_of_a_link_is_its_campaign(string word, string expected)
    {
        var body = $$$"""
            {"object":"page","entry":[{"id":"2086","time":1769162390002,"messaging":[{"sender":{"id":"5678"},"recipient":{"id":"2086"},
            "timestamp":1769162390002,"message":{"mid":"m1","text":"Hi",
            "referral":{"ref":"{{{word}}}","source":"ADS","ad_id":"6012"} } }] }] }
            """;

        var events = WebhookTranslator.Translate(Encoding.UTF8.GetBytes(body), DateTimeOffset.UnixEpoch, Options).Events;

        Assert.That(events.Select(said => said.Name), Is.EqualTo(["message.received", "referral.received"]));
        Assert.That(events.Select(Campaign), Is.All.EqualTo(expected));
        Assert.That(events.Select(said => said.Step!.Touch?.AdId), Is.All.EqualTo("6012"));
    }

    [TestCase("(", "is no regular expression")]
    [TestCase("spring", "names no part of a campaign")]
    [TestCase("(?<name>spring)", "names no part of a campaign")]
    [TestCase("(?<campaign>a)(?=b)", "looks around or back")]
    [TestCase(@"(?<campaign>a)\k<campaign>", "looks around or back")]
    public void A_pattern_that_can_tell_nothing_or_take_for_ever_is_refused(string pattern, string problem) =>
        Assert.That(TextPatterns.ProblemOf(pattern), Does.StartWith(problem));

    [Test]
    public void No_text_makes_a_pattern_go_back_over_it()
    {
        var patterns = new TextPatterns(["(?<campaign>(a+)+)$", "(?<campaign>(a|aa)+)b"], []);

        Assert.That(patterns.Match(null, new string('a', 60) + "!"), Is.Null, "going back over it would take years");
    }

    private static List<Core.Events.TrackEvent> Message(string members)
    {
        var message = JsonNode.Parse(members)!.AsObject();
        (message["from"], message["id"], message["timestamp"]) = ("254712345678", "wamid.A", "1769162396");
        var body = $$$"""
            {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",
            "metadata":{"phone_number_id":"{{{Number}}}"},"messages":[{{{message.ToJsonString()}}}] } }] }] }
            """;
        return WebhookTranslator.Translate(Encoding.UTF8.GetBytes(body), DateTimeOffset.UnixEpoch, Options).Events;
    }

    private static string? Campaign(Core.Events.TrackEvent said) => Json(said)["context"]!["campaign"]?.ToJsonString();

    private static JsonObject Json(Core.Events.TrackEvent said) => Conversations.CoreThread.Written(said);
}
