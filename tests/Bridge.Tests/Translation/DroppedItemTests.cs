using Bridge.Core.Events;
using Bridge.Core.Translation;

namespace Bridge.Translation;

/// <summary>What becomes no event is counted, with the rule and the name.</summary>
[TestFixture]
internal sealed class DroppedItemTests
{
    [Test]
    public void A_handover_of_nobodys_chat_is_dropped_and_counted_and_one_of_an_unknown_kind_is_kept_raw()
    {
        var nobodys = Translated.Sample("handover-without-person");
        var unknown = Translated.Sample("handover-of-unknown-kind");

        Assert.That(nobodys.IsEmpty, Is.True);
        Assert.That(nobodys.Dropped, Is.EqualTo([new Dropped("no_person", "agent.handoff")]));
        Assert.That(unknown.Unrecognised.Single().Field, Is.EqualTo("messaging_handovers"));
    }

    [TestCase("""{"object":"whatsapp_business_account","entry":[]}""", "entry")]
    [TestCase("""{"object":"whatsapp_business_account","entry":[{}]}""", "entry")]
    [TestCase("""{"object":"whatsapp_business_account","entry":[{"id":"9","changes":[]}]}""", "entry")]
    [TestCase("""{"object":"whatsapp_business_account","entry":[{"id":"9","changes":[{}]}]}""", "(no field)")]
    [TestCase(
        """{"object":"whatsapp_business_account","entry":[{"id":"9","changes":[{"field":"messages","value":{"messages":[]}}]}]}""",
        "messages"
    )]
    [TestCase(
        """{"object":"whatsapp_business_account","entry":[{"id":"9","changes":[{"field":"history","value":{"history":[]}}]}]}""",
        "history"
    )]
    [TestCase("""{"object":"page","entry":[]}""", "entry")]
    [TestCase("""{"object":"page","entry":[{"id":"9","time":1}]}""", "messenger entry")]
    [TestCase("""{"object":"instagram","entry":[{"id":"9","messaging":[]}]}""", "instagram entry")]
    [TestCase("""{"object":"instagram","entry":[{"id":"9","changes":[{"field":"comments","value":{}}]}]}""", "instagram comments")]
    public void What_has_nothing_in_it_is_counted(string body, string name)
    {
        var translation = Translated.Body(body);

        Assert.That(translation.IsEmpty, Is.True);
        Assert.That(translation.Dropped, Is.EqualTo([new Dropped("empty", name)]));
    }

    [Test]
    public void Each_message_of_a_silent_history_is_counted()
    {
        Assert.That(Translated.Sample("history").Dropped, Is.EqualTo(Enumerable.Repeat(new Dropped("history", "history"), 3)));
    }

    [Test]
    public void Whoever_is_in_a_silent_history_is_known_from_then_on_and_nothing_leaves()
    {
        var translation = Translated.Sample("history");

        Assert.That(translation.Events, Is.Empty);
        Assert.That(translation.Silent.Select(known => (known.UserId, known.Step!.Kind)), Is.EqualTo([("+254712345678", StepKind.Known)]));
    }

    [Test]
    public void The_events_of_a_channel_that_is_not_listed_are_counted_by_name()
    {
        var body = File.ReadAllText(Samples.FileOf(Samples.Webhooks, "messenger-echo"));

        var translation = Translated.Body(body);

        Assert.That(translation.IsEmpty, Is.True);
        Assert.That(translation.Dropped, Is.EqualTo(Enumerable.Repeat(new Dropped("channel", "message.sent"), 2)));
    }
}
