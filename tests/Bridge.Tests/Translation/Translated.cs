using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Core.Events;
using Bridge.Core.Translation;

namespace Bridge.Translation;

/// <summary>Translations as the tests look at them: what <c>meta-bridge translate</c> prints, a line an item.</summary>
internal static class Translated
{
    /// <summary>
    /// When the webhooks of tests and samples were received: a fixed moment, so that the same body always becomes the same events.
    /// </summary>
    public static readonly DateTimeOffset ReceivedAt = new(2026, 1, 23, 10, 0, 5, TimeSpan.Zero);

    /// <summary>2026-01-23T10:00:00Z in Unix seconds: a usable time for a message, shortly before <see cref="ReceivedAt"/>.</summary>
    public const string Timestamp = "1769162400";

    public static WebhookTranslation Body(string body, TranslationOptions? options = null) => Body(Encoding.UTF8.GetBytes(body), options);

    public static WebhookTranslation Body(ReadOnlyMemory<byte> body, TranslationOptions? options = null) =>
        WebhookTranslator.Translate(body, ReceivedAt, options ?? TranslationOptions.Default);

    /// <summary>Translates one of <c>samples/webhooks</c>, with the options that its name asks for.</summary>
    public static WebhookTranslation Sample(string name) =>
        Body(File.ReadAllBytes(Samples.FileOf(Samples.Webhooks, name)), Samples.OptionsFor(name));

    /// <summary>Translates one change of the field <c>messages</c>.</summary>
    /// <param name="members">What stands in <c>value</c> beside the metadata: JSON members.</param>
    public static WebhookTranslation Value(string members, TranslationOptions? options = null) =>
        Body(
            $$$"""
            {"object":"whatsapp_business_account","entry":[{"id":"102233445566778","changes":[{"field":"messages","value":{
            "messaging_product":"whatsapp","metadata":{"display_phone_number":"254709000111","phone_number_id":"110045678901234"},
            {{{members}}}
            }}]}]}
            """,
            options
        );

    /// <summary>Translates one message of +254712345678.</summary>
    /// <param name="members">What the message holds beside sender, id and time: JSON members.</param>
    public static WebhookTranslation Message(string members, TranslationOptions? options = null) =>
        Value(
            $$"""
            "messages":[{"from":"254712345678","id":"wamid.A","timestamp":"{{Timestamp}}",{{members}}}]
            """,
            options
        );

    /// <summary>Translates one status of a message to +254712345678.</summary>
    /// <param name="members">What the status holds beside recipient, id and time: JSON members.</param>
    public static WebhookTranslation Status(string members) =>
        Value(
            $$"""
            "statuses":[{"recipient_id":"254712345678","id":"wamid.B","timestamp":"{{Timestamp}}",{{members}}}]
            """
        );

    /// <summary>The one event of a translation that has nothing else.</summary>
    public static JsonNode OnlyEvent(this WebhookTranslation translation)
    {
        Assert.That(translation.Lines(), Has.Count.EqualTo(1), "items");
        return translation.Event(0);
    }

    public static JsonNode Event(this WebhookTranslation translation, int index) =>
        JsonNode.Parse(Line(translation.Events[index].WriteTo))!;

    public static JsonNode Event(this WebhookTranslation translation, string name) =>
        JsonNode.Parse(Line(translation.Events.Single(found => found.Name == name).WriteTo))!;

    public static JsonNode Properties(this JsonNode trackEvent) => trackEvent["properties"]!;

    /// <summary>Every item in the order it is printed: events, then what is unreadable, then what is unrecognised.</summary>
    public static List<string> Lines(this WebhookTranslation translation) =>
        [
            .. translation.Events.Select(trackEvent => Line(trackEvent.WriteTo)),
            .. translation.Unreadable.Select(item => Line(writer => Wrap(writer, "unreadable", () => item.WriteTo(writer)))),
            .. translation.Unrecognised.Select(item => Line(writer => Wrap(writer, "unrecognised", () => Write(item, writer)))),
        ];

    private static void Wrap(Utf8JsonWriter writer, string name, Action write)
    {
        writer.WriteStartObject();
        writer.WritePropertyName(name);
        write();
        writer.WriteEndObject();
    }

    private static void Write(Unrecognised item, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("field"u8, item.Field);
        writer.WritePropertyName("raw"u8);
        writer.WriteRawValue(item.Raw.Span, skipInputValidation: true);
        writer.WriteEndObject();
    }

    private static string Line(Action<Utf8JsonWriter> write)
    {
        using var line = new MemoryStream();
        using (var writer = new Utf8JsonWriter(line, TrackEvent.WriterOptions))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length);
    }
}
