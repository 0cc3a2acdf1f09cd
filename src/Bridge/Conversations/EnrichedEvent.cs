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
    /// <summary>Which conversation it is: what a CRM says under these names is an id of its own, and nothing else would have it.</summary>
    private static readonly EventProperty[] OnlyBridges = [EventProperties.ConversationId, EventProperties.PreviousConversationId];

    /// <param name="adds">What it gets where it has nothing of its own, but for what Bridge alone knows.</param>
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
        var end = properties.End - 1;
        var from = 0;
        foreach (var (at, length, text) in Replaced(properties, adds, chatId).OrderBy(part => part.At))
        {
            output.Write(payload.Span[from..at]);
            WriteText(output, text);
            from = at + length;
        }

        output.Write(payload.Span[from..end]);
        if (adds is not null)
        {
            properties.WriteMembersBehind(output, TrackEvent.WriterOptions, writer => adds.WriteMissing(writer, properties));
        }

        output.Write(payload.Span[end..]);
        return output.WrittenMemory;
    }

    /// <summary>What stands there and gives way.</summary>
    private static List<(int At, int Length, string Text)> Replaced(JsonView properties, PropertyBag? adds, string? chatId)
    {
        var replaced = new List<(int, int, string)>();
        if (chatId is not null && properties["chatId"u8] is { IsString: true } chat)
        {
            replaced.Add((chat.Start, chat.Raw.Length, chatId));
        }

        foreach (var property in OnlyBridges)
        {
            if (adds?.TextOf(property) is { } id && properties[property.Encoded.EncodedUtf8Bytes] is { IsNone: false } had)
            {
                replaced.Add((had.Start, had.Raw.Length, id));
            }
        }

        return replaced;
    }

    private static void WriteText(ArrayBufferWriter<byte> output, string text)
    {
        using var writer = new Utf8JsonWriter(output, TrackEvent.WriterOptions);
        writer.WriteStringValue(text);
    }
}
