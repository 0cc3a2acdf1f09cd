using System.Text;
using Bridge.Core.Translation;

namespace Bridge.Translation;

[TestFixture]
internal sealed class EnvelopeTests
{
    private const string Message =
        """{"from":"254712345678","id":"wamid.A","timestamp":"1769162400","type":"text","text":{"body":"Sawa"}}""";

    [TestCase("""{"entry":[{"changes":[{"field":"messages","value":{"messages":[@]}}]}]}""", Description = "no object")]
    [TestCase("""{"entry":{"changes":{"value":{"messages":@},"field":"messages"}}}""", Description = "objects for lists")]
    [TestCase("""{"entry":[{"changes":[{"value":{"messages":[@]}}]}]}""", Description = "no field")]
    [TestCase("""{"changes":[{"field":"messages","value":{"messages":[@]}}]}""", Description = "an entry alone")]
    [TestCase("""{"field":"messages","value":{"messages":[@]}}""", Description = "a change alone")]
    [TestCase(
        """{"object":null,"entry":[null,{"changes":[null,{},{"field":"messages","value":{"messages":[null,@,null]}}]},{}]}""",
        Description = "nulls between"
    )]
    [TestCase(
        """{"object":"whatsapp\u005fbusiness_account","entry":[{"changes":[{"field":"messages","value":{"messages":[@]}}]}]}""",
        Description = "escapes"
    )]
    [TestCase("""{"entry":[],"entry":[{"changes":[{"field":"messages","value":{"messages":[@]}}]}]}""", Description = "repeated names")]
    public void A_message_is_found_in_every_envelope_it_was_seen_in(string envelope)
    {
        var trackEvent = Translated.Body(envelope.Replace("@", Message, StringComparison.Ordinal)).OnlyEvent();

        Assert.That((string?)trackEvent["event"], Is.EqualTo("message.received"));
        Assert.That((string?)trackEvent["userId"], Is.EqualTo("+254712345678"));
    }

    [TestCase("", "the body is not JSON")]
    [TestCase("{\"entry\":[", "the body is not JSON")]
    [TestCase("null", "the body is not a JSON object")]
    [TestCase("[]", "the body is not a JSON object")]
    [TestCase("\"entry\"", "the body is not a JSON object")]
    [TestCase("{}", "the body has no entry")]
    [TestCase("""{"object":"whatsapp_business_account","entry":null}""", "the body has no entry")]
    [TestCase("""{"entry":[7]}""", "the entry has no changes")]
    [TestCase("""{"entry":[{"id":"1","changes":null}]}""", "the entry has no changes")]
    [TestCase("""{"entry":[{"changes":"messages"}]}""", "the change has no value")]
    [TestCase("""{"entry":[{"changes":[{"field":"messages","value":[]}]}]}""", "the change has no value")]
    [TestCase("""{"entry":[{"changes":[{"field":"messages"}]}]}""", "the change has no value")]
    public void What_has_no_change_in_it_is_unreadable_and_kept(string body, string reason)
    {
        var translation = Translated.Body(body);

        Assert.That(translation.Events, Is.Empty);
        Assert.That(translation.Unreadable.Single().Reason, Is.EqualTo(reason));
    }

    [TestCase("""{"object":"whatsapp_business_account","entry":[]}""")]
    [TestCase("""{"entry":[{"id":"1","changes":[]}]}""")]
    [TestCase("""{"entry":[{"changes":[{"field":"messages","value":{"messages":[],"statuses":null}}]}]}""")]
    public void Empty_lists_say_nothing(string body)
    {
        Assert.That(Translated.Body(body).IsEmpty, Is.True);
    }

    [Test]
    public void The_body_of_another_product_is_unrecognised_under_its_object()
    {
        var translation = Translated.Body("""{"object":"user","entry":[{"changes":[]}]}""");

        Assert.That(translation.Lines(), Has.Count.EqualTo(1));
        Assert.That(translation.Unrecognised.Single().Field, Is.EqualTo("object user"));
    }

    [Test]
    public void Messages_under_a_field_never_heard_of_are_not_taken_for_the_persons()
    {
        var translation = Translated.Body(
            $$$"""{"entry":[{"changes":[{"field":"never_heard_of","value":{"messages":[{{{Message}}}]} }]}]}"""
        );

        Assert.That(translation.Events, Is.Empty);
        Assert.That(translation.Unrecognised.Single().Field, Is.EqualTo("never_heard_of"));
    }

    [TestCase("message_echoes")]
    [TestCase("smb_message_echoes")]
    public void Messages_among_echoes_are_the_businesss_own(string field)
    {
        var translation = Translated.Body($$$"""{"entry":[{"changes":[{"field":"{{{field}}}","value":{"messages":[{{{Message}}}]} }]}]}""");

        Assert.That(translation.Events.Single().Name, Is.EqualTo("message.sent"));
    }

    [Test]
    public void History_is_counted_and_silent_unless_it_is_asked_for()
    {
        var body = Encoding.UTF8.GetBytes($$$"""{"entry":[{"changes":[{"field":"history","value":{"messages":[{{{Message}}}]} }]}]}""");

        var silent = Translated.Body(body);
        var asked = WebhookTranslator.Translate(body, Translated.ReceivedAt, TranslationOptions.Default with { BackfillHistory = true });

        Assert.That((silent.Events.Count, silent.Dropped.Single().Rule), Is.EqualTo((0, "history")));
        Assert.That(asked.Events.Single().Context.IsBackfill, Is.True);
    }

    [Test]
    public void Statuses_of_calls_are_not_statuses_of_messages()
    {
        var translation = Translated.Body(
            """{"entry":[{"changes":[{"field":"calls","value":{"statuses":[{"id":"wacid.A","type":"call","status":"RINGING"}]}}]}]}"""
        );

        Assert.That(translation.Events.Single().Name, Is.EqualTo("call.status"));
    }

    [Test]
    public void A_gateways_name_for_statuses_is_known()
    {
        var trackEvent = Translated
            .Body("""{"entry":[{"changes":[{"field":"status","value":{"statuses":[{"id":"wamid.B","status":"delivered"}]}}]}]}""")
            .OnlyEvent();

        Assert.That((string?)trackEvent["event"], Is.EqualTo("message.delivered"));
    }

    [Test]
    public void What_nobody_reads_beside_messages_is_kept_and_a_remark_is_not()
    {
        var unknown = Translated.Value($"\"messages\":[{Message}],\"polls\":[{{\"n\":1}}]");
        var remark = Translated.Value($"\"messages\":[{Message}],\"conversation_context\":{{\"type\":\"summary\"}},\"calls\":[]");

        Assert.That((unknown.Events.Count, unknown.Unrecognised.Count), Is.EqualTo((1, 1)));
        Assert.That((remark.Events.Count, remark.Unrecognised.Count), Is.EqualTo((1, 0)));
    }

    [Test]
    public void One_example_of_a_field_and_day_has_one_id_and_another_day_another()
    {
        var body = """{"entry":[{"changes":[{"field":"polls","value":{"n":1}}]}]}"""u8.ToArray();

        var retranslation = WebhookTranslator.Translate(body, Translated.ReceivedAt, TranslationOptions.Default).Unrecognised[0].Id;
        var later = WebhookTranslator.Translate(body, Translated.ReceivedAt.AddHours(1), TranslationOptions.Default).Unrecognised[0].Id;
        var tomorrow = WebhookTranslator.Translate(body, Translated.ReceivedAt.AddDays(1), TranslationOptions.Default).Unrecognised[0].Id;

        Assert.That(later, Is.EqualTo(retranslation));
        Assert.That(tomorrow, Is.Not.EqualTo(retranslation));
    }

    [Test]
    public void A_body_that_is_not_even_text_is_kept_as_base64()
    {
        byte[] body = [0x7B, 0xFF, 0x00, 0x80];

        var line = Translated.Body(body).Lines().Single();

        Assert.That(line, Is.EqualTo("""{"unreadable":{"reason":"the body is not JSON","rawBase64":"e/8AgA=="}}"""));
    }

    [Test]
    public void A_thousand_items_are_translated_each_and_one_bad_one_harms_nobody()
    {
        var messages = Enumerable
            .Range(0, 1000)
            .Select(i => i == 500 ? """{"from":"254712345678"}""" : Message.Replace("wamid.A", $"wamid.{i}", StringComparison.Ordinal));

        var translation = Translated.Value($"\"messages\":[{string.Join(',', messages)}]");

        Assert.That(translation.Events.Select(trackEvent => trackEvent.Id).Distinct().Count(), Is.EqualTo(999));
        Assert.That(translation.Unreadable.Single().Source, Is.EqualTo("110045678901234"));
    }
}
