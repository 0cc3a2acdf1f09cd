using System.Buffers;
using System.Text.Json;
using Bridge.Core.Events;
using Bridge.Core.Json;

namespace Bridge.Core.Capture;

/// <summary>
/// An event that the collector would refuse, as it is kept: <c>{"sender":{"name":"crm","sources":[]},"sentAt":…,"batch":[…]}</c>, the
/// event as it was posted. So whoever mends it sees what came, and it is read again as it was read the first time.
/// </summary>
internal static class InvalidRequest
{
    public static ReadOnlyMemory<byte> Write(CaptureSender sender, JsonView sentAt, JsonView item)
    {
        var output = new ArrayBufferWriter<byte>(item.Raw.Length + 128);
        using (var writer = new Utf8JsonWriter(output, TrackEvent.WriterOptions))
        {
            writer.WriteStartObject();
            Write(writer, sender);
            if (sentAt.Exists)
            {
                writer.WritePropertyName("sentAt"u8);
                sentAt.WriteTo(writer);
            }

            writer.WriteStartArray("batch"u8);
            writer.WriteRawValue(item.Raw.Span, skipInputValidation: true);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    /// <returns>Null when it does not say who.</returns>
    public static CaptureSender? SenderOf(JsonView request)
    {
        var sender = request["sender"u8];
        var sources = new List<string>();
        foreach (var source in sender["sources"u8].Items)
        {
            sources.Add(source.Id ?? "");
        }

        return sender["name"u8].Id is { } name ? new CaptureSender(name, sources) : null;
    }

    private static void Write(Utf8JsonWriter writer, CaptureSender sender)
    {
        writer.WriteStartObject("sender"u8);
        writer.WriteString("name"u8, sender.Name);
        writer.WriteStartArray("sources"u8);
        foreach (var source in sender.Sources)
        {
            writer.WriteStringValue(source);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
