using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Core.Conversations;
using Bridge.Core.Events;
using Bridge.Core.Translation;
using Bridge.Simulation.Samples;

namespace Bridge.Commands;

/// <summary>
/// An example of each event Bridge makes: what the sample webhooks become and what follows from them, so that none can be out of date.
/// </summary>
internal static class EventExamples
{
    private static readonly DateTimeOffset ReceivedAt = new(2026, 1, 23, 10, 0, 5, TimeSpan.Zero);

    private static readonly TranslationOptions Everything = TranslationOptions.Default with
    {
        BackfillHistory = true,
        Channels = TranslationOptions.AllChannels,
    };

    /// <summary>Of the events a definition covers the shortest one, as it is posted; WhatsApp's before other channels'.</summary>
    public static IReadOnlyDictionary<EventDefinition, JsonNode> Find()
    {
        var shortest = new Dictionary<EventDefinition, string>();
        var events = Bodies()
            .SelectMany(body => WebhookTranslator.Translate(body, ReceivedAt, Everything).Events)
            .SelectMany(said => Conclusions(said).Prepend(said))
            .ToLookup(IsOfWhatsApp);
        foreach (
            var (definition, example) in events[true].Select(Print).OrderBy(Length).Concat(events[false].Select(Print).OrderBy(Length))
        )
        {
            if (definition is not null)
            {
                shortest.TryAdd(definition, example);
            }
        }

        return shortest.ToDictionary(pair => pair.Key, pair => JsonNode.Parse(pair.Value)!);
    }

    /// <summary>What intake makes of an event when it is all that is ever heard of its person.</summary>
    private static IEnumerable<TrackEvent> Conclusions(TrackEvent said)
    {
        var key = new ConversationKey(said.Source ?? "", "example");
        var fact = new ConversationFact(said.Id, said.Subject);
        var heard = Conversation.Apply(key, ConversationState.New(), [fact], ConversationSettings.Default);
        var silence = Conversation.Expire(key, heard.State, DateTimeOffset.MaxValue, ConversationSettings.Default);
        return heard.Derived.Concat(silence.Derived);
    }

    private static bool IsOfWhatsApp(TrackEvent trackEvent) => trackEvent.Context.Channel == "whatsapp";

    private static int Length((EventDefinition? Definition, string Example) printed) => printed.Example.Length;

    private static (EventDefinition? Definition, string Example) Print(TrackEvent trackEvent)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output, TrackEvent.WriterOptions))
        {
            trackEvent.WriteTo(writer);
        }

        return (EventCatalogue.Find(trackEvent.Name), Encoding.UTF8.GetString(output.WrittenSpan));
    }

    private static IEnumerable<byte[]> Bodies() => SampleWebhooks.Names.Select(name => Encoding.UTF8.GetBytes(SampleWebhooks.TextOf(name)));
}
