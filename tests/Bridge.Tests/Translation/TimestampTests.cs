using Bridge.Core.Translation;

namespace Bridge.Translation;

[TestFixture]
internal sealed class TimestampTests
{
    [Test]
    public void An_event_carries_Metas_time_and_says_nothing_of_its_source()
    {
        var trackEvent = Translated.Message("\"type\":\"text\"").OnlyEvent();

        Assert.That((string?)trackEvent["timestamp"], Is.EqualTo("2026-01-23T10:00:00.000Z"));
        Assert.That(trackEvent["context"]!["timestampSource"], Is.Null);
    }

    [TestCase("\"type\":\"text\",\"timestamp\":null")]
    [TestCase("\"type\":\"text\",\"timestamp\":0")]
    [TestCase("\"type\":\"text\",\"timestamp\":\"999999999999999\"")]
    [TestCase("\"type\":\"reaction\",\"timestamp\":\"soon\"")]
    [TestCase("\"type\":\"system\",\"timestamp\":\"\"")]
    [TestCase("\"type\":\"request_welcome\",\"timestamp\":-5")]
    public void Without_a_usable_time_an_event_carries_the_time_of_receipt_and_says_so(string members)
    {
        var trackEvent = Translated.Message(members).OnlyEvent();

        Assert.That((string?)trackEvent["timestamp"], Is.EqualTo("2026-01-23T10:00:05.000Z"));
        Assert.That((string?)trackEvent["context"]!["timestampSource"], Is.EqualTo("receipt"));
    }

    [Test]
    public void The_time_of_receipt_is_written_as_UTC_wherever_it_was_taken()
    {
        var nairobi = new DateTimeOffset(2026, 1, 23, 13, 0, 5, 123, TimeSpan.FromHours(3));

        var translation = WebhookTranslator.Translate(
            """{"field":"messages","value":{"messages":[{"id":"wamid.A"}]}}"""u8.ToArray(),
            nairobi,
            TranslationOptions.Default
        );

        Assert.That((string?)translation.OnlyEvent()["timestamp"], Is.EqualTo("2026-01-23T10:00:05.123Z"));
    }
}
