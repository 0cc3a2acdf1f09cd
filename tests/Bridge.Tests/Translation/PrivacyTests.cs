using Bridge.Core.Translation;

namespace Bridge.Translation;

[TestFixture]
internal sealed class PrivacyTests
{
    private const string Marker = "SECRET";

    /// <summary>Every place of a message where a person's own words, files, places or friends can stand.</summary>
    private static readonly string[] Messages =
    [
        """ "type":"text","text":{"body":"SECRET","preview_url":"SECRET"} """,
        """ "type":"image","image":{"caption":"SECRET","id":"SECRET","sha256":"SECRET","url":"SECRET"} """,
        """ "type":"video","video":{"caption":"SECRET","url":"SECRET"} """,
        """ "type":"audio","audio":{"id":"SECRET","url":"SECRET"} """,
        """ "type":"document","document":{"caption":"SECRET","filename":"SECRET"} """,
        """ "type":"sticker","sticker":{"id":"SECRET"} """,
        """ "type":"location","location":{"latitude":"SECRET","longitude":"SECRET","name":"SECRET","address":"SECRET","url":"SECRET"} """,
        """ "type":"contacts","contacts":[{"name":{"formatted_name":"SECRET"},"phones":["""
            + """{"phone":"SECRET","wa_id":"SECRET"}],"vcard":"SECRET"}] """,
        """ "type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":"""
            + """{"name":"flow","body":"SECRET","response_json":"{\"SECRET\":\"SECRET\"}"}} """,
        """ "type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"1","title":"Nairobi","description":"SECRET"}} """,
        """ "type":"order","order":{"text":"SECRET","product_items":[{"product_retailer_id":"SECRET"}]} """,
        """ "type":"edit","edit":{"original_message_id":"wamid.O","message":{"type":"text","text":{"body":"SECRET"}}} """,
        """ "type":"system","system":{"type":"user_changed_number","body":"SECRET"} """,
        """ "type":"unsupported","unsupported":{"type":"poll_creation","body":"SECRET"},"errors":[{"code":"""
            + """131051,"title":"SECRET","error_data":{"details":"SECRET"}}] """,
        """ "type":"poll","poll":{"question":"SECRET"} """,
        """ "text":{"body":"SECRET"} """,
        """ "type":"text","referral":"""
            + """{"source_type":"ad","source_id":"1","body":"SECRET","image_url":"SECRET","welcome_message":{"text":"Karibu"}} """,
        """ "type":"text","context":{"from":"SECRET","id":"wamid.C"},"identity":{"hash":"SECRET"} """,
    ];

    [TestCaseSource(nameof(Messages))]
    public void By_default_nothing_a_person_said_or_showed_leaves(string members)
    {
        var translation = Translated.Value(
            $$$"""
            "contacts":[{"wa_id":"254712345678","profile":{"name":"SECRET"}}],"conversation_context":{"summary":{"text":"SECRET"}},
            "messages":[{"from":"254712345678","id":"wamid.A","timestamp":"1769162400",{{{members}}} }]
            """
        );

        Assert.That(translation.Events, Is.Not.Empty);
        Assert.That(translation.Lines().Where(line => line.Contains(Marker, StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void The_text_leaves_only_when_it_is_allowed_and_only_where_it_is_documented()
    {
        const string members = """
            "type":"text","text":{"body":"Habari 👋"},"referral":{"source_type":"ad","source_id":"1"}
            """;

        var allowed = Translated.Message(members, TranslationOptions.Default with { IncludeMessageText = true });
        var byDefault = Translated.Message(members);

        Assert.That((string?)allowed.Event("message.received").Properties()["text"], Is.EqualTo("Habari 👋"));
        Assert.That((string?)allowed.Event("referral.received").Properties()["text"], Is.EqualTo("Habari 👋"));
        Assert.That(byDefault.Event("message.received").Properties()["text"], Is.Null);
        Assert.That(byDefault.Event("referral.received").Properties()["text"], Is.Null);
    }

    [TestCase(""" "type":"image","image":{"caption":"Habari"} """, "Habari")]
    [TestCase(""" "type":"document","document":{"filename":"SECRET"} """, null)]
    [TestCase(""" "type":"location","location":{"name":"SECRET"} """, null)]
    [TestCase(""" "type":"contacts","contacts":[{"name":{"formatted_name":"SECRET"}}] """, null)]
    public void With_texts_allowed_captions_leave_and_file_names_places_and_contact_cards_still_do_not(string members, string? text)
    {
        var translation = Translated.Message(members, TranslationOptions.Default with { IncludeMessageText = true });

        Assert.That((string?)translation.OnlyEvent().Properties()["text"], Is.EqualTo(text));
        Assert.That(translation.Lines().Single(), Does.Not.Contain(Marker));
    }
}
