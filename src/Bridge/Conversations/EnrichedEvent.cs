using System.Buffers;
using System.Text.Json;
using Bridge.Core.Events;
using Bridge.Core.Json;

namespace Bridge.Conversations;

/// <summary>
/// An event with properties that only its conversation knows: they are put in behind its own, and the rest of its bytes stays as it is.
/// </summary>
internal static class EnrichedEvent
{
    /// <param name="adds">What it gets where it has nothing of its own.</param>
    /// <param name="chatId">The name of the chat instead of the one it came with; null to leave that.</param>
    public static ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> payload, PropertyBag? adds, string? chatId)
    {
        if ((adds is null && chatId is null) || !JsonTape.TryParse(payload, out var tape))
        {
            return payload; // what nests deeper than anything Bridge makes stays as it is
        }

        using (tape)
        {
            var properties = tape.Root["properties"u8];
            return properties.IsObject ? Write(payload, properties, adds, chatId) : payload;
        }
    }

    private static ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> payload, JsonView properties, PropertyBag? adds, string? chatId)
    {
        var output = new ArrayBufferWriter<byte>(payload.Length + 256);
        var end = OffsetOf(payload, properties) + properties.Raw.Length - 1;
        var from = WriteChatId(output, payload, properties["chatId"u8], chatId);
        output.Write(payload.Span[from..end]);
        if (adds is not null)
        {
            WriteMissing(output, properties, adds);
        }

        output.Write(payload.Span[end..]);
        return output.WrittenMemory;
    }

    /// <returns>Where what follows begins.</returns>
    private static int WriteChatId(ArrayBufferWriter<byte> output, ReadOnlyMemory<byte> payload, JsonView had, string? chatId)
    {
        if (chatId is null || !had.IsString)
        {
            return 0;
        }

        var at = OffsetOf(payload, had);
        output.Write(payload.Span[..at]);
        using (var writer = new Utf8JsonWriter(output, TrackEvent.WriterOptions))
        {
            writer.WriteStringValue(chatId);
        }

        return at + had.Raw.Length;
    }

    private static void WriteMissing(ArrayBufferWriter<byte> output, JsonView properties, PropertyBag adds)
    {
        var members = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(members, TrackEvent.WriterOptions))
        {
            writer.WriteStartObject();
            adds.WriteMissing(writer, properties);
            writer.WriteEndObject();
        }

        var inner = members.WrittenSpan[1..^1];
        if (!inner.IsEmpty)
        {
            output.Write(IsEmpty(properties) ? [] : ","u8);
            output.Write(inner);
        }
    }

    private static bool IsEmpty(JsonView properties)
    {
        foreach (var _ in properties.Properties)
        {
            return false;
        }

        return true;
    }

    private static int OffsetOf(ReadOnlyMemory<byte> payload, JsonView part)
    {
        payload.Span.Overlaps(part.Raw.Span, out var offset);
        return offset;
    }
}
