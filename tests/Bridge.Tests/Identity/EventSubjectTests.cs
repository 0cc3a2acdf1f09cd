using System.Text.Json.Nodes;
using Bridge.Core.Events;
using Bridge.Messaging;
using Bridge.Support;
using Bridge.Translation;

namespace Bridge.Identity;

/// <summary>What travels beside an event is what the event itself says: nobody has to read it again.</summary>
internal sealed class EventSubjectTests
{
    [Test]
    public void Of_every_body_it_is_what_reading_the_event_tells()
    {
        var files = Samples.Names(Samples.Webhooks).Select(name => Samples.FileOf(Samples.Webhooks, name)).Concat(Samples.CorpusFiles());
        foreach (var file in files)
        {
            var translation = Translated.Body(File.ReadAllBytes(file), Samples.OptionsFor(Path.GetFileNameWithoutExtension(file)));
            var items = EventBatchReader.Read(Translations.Batch(translation)).Batch!.Items;
            foreach (var (item, told) in items.Zip(translation.Events))
            {
                Assert.That(
                    EventIdentity.Of(item.About!),
                    Is.EqualTo(EventIdentityReader.Read(item.Name, item.Payload.Span)),
                    $"{file}: {told.Name}"
                );
                Assert.That((item.About!.HappenedAt, item.About.ChatId), Is.EqualTo(TimeAndChatOf(told)), $"{file}: {told.Name}");
                Assert.That(item.About.Step, Is.EqualTo(told.Step), $"{file}: {told.Name}");
            }
        }
    }

    private static (DateTimeOffset HappenedAt, string? ChatId) TimeAndChatOf(TrackEvent told)
    {
        var json = JsonNode.Parse(Translations.Json(told))!;
        return ((DateTimeOffset)json["timestamp"]!, (string?)json["properties"]!["chatId"]);
    }
}
