using System.Text;
using System.Text.Json;
using Bridge.Core.Events;
using Bridge.Core.Translation;
using Bridge.Messaging;
using Bridge.Storage;

namespace Bridge.Support;

/// <summary>Small translations and items, told apart by a number.</summary>
internal static class Translations
{
    public const string Source = "106540352242922";

    private static readonly EventProperty MessageId = new("messageId", EventPropertyType.Text, "Meta's id of the message.");
    private static readonly DateTimeOffset SentAt = new(2026, 1, 23, 9, 59, 0, TimeSpan.Zero);

    public static TrackEvent Event(int number, string? source = Source, int padding = 0) =>
        new(
            "message.received",
            $"msg:{source}:{number}",
            "+254712345678",
            SentAt,
            new EventContext(source, "102290129340398"),
            new PropertyBag().Add(MessageId, $"wamid.{number}{new string('x', padding)}")
        );

    public static WebhookTranslation Of(params IEnumerable<TrackEvent> events)
    {
        var translation = new WebhookTranslation(TranslationOptions.Default);
        translation.Events.AddRange(events);
        return translation;
    }

    public static WebhookTranslation Of(Unreadable unreadable)
    {
        var translation = new WebhookTranslation(TranslationOptions.Default);
        translation.Unreadable.Add(unreadable);
        return translation;
    }

    public static WebhookTranslation Of(Unrecognised unrecognised)
    {
        var translation = new WebhookTranslation(TranslationOptions.Default);
        translation.Unrecognised.Add(unrecognised);
        return translation;
    }

    public static Unreadable Unreadable(string raw, bool isJson = true) =>
        new(EventId.From("raw:" + raw), "the message has no id", Source, Encoding.UTF8.GetBytes(raw), isJson);

    public static Unrecognised Unrecognised(string field, string raw) =>
        new(EventId.From($"field:{field}:2026-01-23"), field, null, Encoding.UTF8.GetBytes(raw));

    /// <summary>The event exactly as it is posted.</summary>
    public static string Json(TrackEvent trackEvent)
    {
        using var stream = new MemoryStream();
        using (
            var writer = new Utf8JsonWriter(
                stream,
                new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            )
        )
        {
            trackEvent.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public static IntakeItem Item(int number, string destination = "default", int bytes = 100) =>
        new(
            IntakeKind.Event,
            EventId.From($"item:{number}"),
            "message.received",
            destination,
            Source,
            null,
            Payload(number, bytes),
            SentAt
        );

    public static IReadOnlyList<IntakeItem> Items(int from, int to, string destination = "default", int bytes = 100) =>
        [.. Enumerable.Range(from, to - from + 1).Select(number => Item(number, destination, bytes))];

    /// <summary>A batch of these translations, as the spool writes it.</summary>
    public static byte[] Batch(params IEnumerable<WebhookTranslation> translations)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        EventBatchWriter.Batch(output, SentAt, translations.Select(translation => EventBatchWriter.Items(translation).Bytes));
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Payload(int number, int bytes) => Encoding.UTF8.GetBytes($"{number}".PadRight(bytes));
}
