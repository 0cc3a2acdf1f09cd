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

    /// <summary>In bytes; where larger ones are put together is not kept.</summary>
    private const int MostKept = 64 << 10;

    /// <summary>Where each is put together, on its thread.</summary>
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _output;

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
        var output = payload.Length > MostKept ? new ArrayBufferWriter<byte>(payload.Length + 256) : (_output ??= new(2048));
        output.ResetWrittenCount();
        var end = properties.End - 1;
        var from = 0;
        foreach (var (at, length, text) in Replaced(properties, adds, chatId))
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
        return output.WrittenSpan.ToArray();
    }

    /// <summary>What stands there and gives way, in the order in which it stands there.</summary>
    private static List<(int At, int Length, string Text)> Replaced(JsonView properties, PropertyBag? adds, string? chatId)
    {
        var replaced = new List<(int At, int Length, string Text)>();
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

        replaced.Sort((one, other) => one.At - other.At);
        return replaced;
    }

    private static void WriteText(ArrayBufferWriter<byte> output, string text)
    {
        using var writer = new Utf8JsonWriter(output, TrackEvent.WriterOptions);
        writer.WriteStringValue(text);
    }
}
