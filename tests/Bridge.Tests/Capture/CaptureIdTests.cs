using System.Text;
using Bridge.Core.Capture;
using Bridge.Core.Events;
using Bridge.Core.Translation;
using Bridge.Receiving;
using static Bridge.Capture.CaptureReading;

namespace Bridge.Capture;

/// <summary>Which of a CRM's tellings are the same fact, as each other and as Meta's.</summary>
public class CaptureIdTests
{
    [TestCase("message.received", """{"messageId":"wamid.1"}""", "msg:106540352242922:wamid.1")]
    [TestCase("message.sent", """{"messageId":"wamid.1"}""", "sent:106540352242922:wamid.1")]
    [TestCase("message.delivered", """{"messageId":"wamid.1"}""", "st:106540352242922:wamid.1:delivered")]
    [TestCase("message.read", """{"messageId":"wamid.1"}""", "st:106540352242922:wamid.1:read")]
    [TestCase("message.failed", """{"messageId":"wamid.1"}""", "st:106540352242922:wamid.1:failed")]
    [TestCase("message.failed", """{"messageId":"wamid.1","errorCode":131026}""", "st:106540352242922:wamid.1:failed:131026")]
    [TestCase("message.reaction", """{"messageId":"wamid.2","targetMessageId":"wamid.1"}""", "msg:106540352242922:wamid.2")]
    public void What_Meta_tells_too_has_Metas_id_when_the_number_is_known(string name, string properties, string key)
    {
        var item = CapturePost.Event(name, properties);

        Assert.That(One(item, new CaptureSender("crm", [Number])).Id, Is.EqualTo(EventId.From(key)));
        Assert.That(One(WithNumber(item), Crm).Id, Is.EqualTo(EventId.From(key)));
        Assert.That(One(item, Crm).Id, Is.Not.EqualTo(EventId.From(key)), "nobody knows which number");
    }

    [Test]
    public void A_reaction_that_names_only_what_it_is_about_is_not_that_message()
    {
        var sender = new CaptureSender("crm", [Number]);

        var reaction = One(CapturePost.Event("message.reaction", """{"messageId":"wamid.1"}"""), sender);

        Assert.That(reaction.Id, Is.Not.EqualTo(EventId.From($"msg:{Number}:wamid.1")));
    }

    [Test]
    public void Its_own_id_counts_within_its_sender_alone()
    {
        var byMessage = WithMember(CapturePost.Event(), "\"messageId\":\"7\",");
        var byContext = CapturePost.Event().Replace("\"channel\"", "\"eventId\":\"7\",\"channel\"", StringComparison.Ordinal);

        Assert.That(One(byMessage, Crm).Id, Is.EqualTo(EventId.From("crm:crm:7")));
        Assert.That(One(byContext, Crm).Id, Is.EqualTo(EventId.From("crm:crm:7")));
        Assert.That(One(byMessage, new CaptureSender("shop", [])).Id, Is.EqualTo(EventId.From("crm:shop:7")));
    }

    [Test]
    public void Without_an_id_all_it_says_is_its_id_in_whichever_order_it_says_it_and_whatever_stands_there_about_its_way()
    {
        var item = CapturePost.Event();
        var turned = """
            {"properties":{"agentId":"agent_456","chatId":"chat_123"},"context":{"channel":"whatsapp"},"sentAt":"2026-01-19T12:03:01.000Z",
            "integrations":{"All":true},"_metadata":{"nodeVersion":"20"},"writeKey":"k",
            "timestamp":"2026-01-19T12:03:00.000Z","userId":"+254712345678","event":"chat.assigned","type":"track"}
            """;

        Assert.That(One(turned, Crm).Id, Is.EqualTo(One(item, Crm).Id));
        foreach (
            var (said, other) in new[] { ("chat_123", "chat_124"), ("+254712345678", "+254712345679"), ("12:03:00.000Z", "12:03:00.001Z") }
        )
        {
            Assert.That(One(item.Replace(said, other, StringComparison.Ordinal), Crm).Id, Is.Not.EqualTo(One(item, Crm).Id));
        }
    }

    [Test]
    public void The_same_words_without_an_id_and_a_time_are_one_fact_within_an_hour_and_another_later()
    {
        var item = CapturePost.Event().Replace("\"timestamp\":\"2026-01-19T12:03:00.000Z\",", "", StringComparison.Ordinal);

        Assert.That(IdAt(item, Now.AddMinutes(29)), Is.EqualTo(IdAt(item, Now)));
        Assert.That(IdAt(item, Now.AddHours(1)), Is.Not.EqualTo(IdAt(item, Now)));
        Assert.That(IdAt(CapturePost.Event(), Now.AddHours(1)), Is.EqualTo(IdAt(CapturePost.Event(), Now)));
        Assert.That(
            IdAt(WithMember(item, "\"messageId\":\"1\","), Now.AddHours(1)),
            Is.EqualTo(IdAt(WithMember(item, "\"messageId\":\"1\","), Now))
        );
    }

    private static Guid IdAt(string item, DateTimeOffset receivedAt) =>
        CaptureReader.Read(Encoding.UTF8.GetBytes(CapturePost.Batch(item)), Crm, receivedAt, HandoffTriggers.None).Events.Single().Id;
}
