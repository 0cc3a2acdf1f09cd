using System.Buffers;
using System.Text.Json;
using Bridge.Core.Events;
using Bridge.Core.Json;

namespace Bridge.Core.Capture;

/// <summary>
/// Writes a captured event as the collector gets it: what the sender said of it, under Bridge's own id, with the time and the number as
/// Bridge knows them.
/// </summary>
internal sealed record CapturedEventWriter(Guid Id, string? Number, DateTimeOffset HappenedAt, bool IsTimeOfReceipt)
{
    /// <summary>What Bridge says itself, wherever the sender said it too.</summary>
    private static readonly string[] OwnInContext = ["eventId", "phoneNumberId", "timestampSource"];

    /// <summary>In this order, as Bridge's own events: whom it is about stands in front, where lists look for it.</summary>
    private static readonly string[] InOrder = ["type", "event", "userId", "timestamp", "context", "properties"];

    public ReadOnlyMemory<byte> Write(JsonView item)
    {
        var output = new ArrayBufferWriter<byte>(item.Raw.Length + 256);
        using (var writer = new Utf8JsonWriter(output, TrackEvent.WriterOptions))
        {
            writer.WriteStartObject();
            Write(writer, item, "type"u8);
            Write(writer, item, "event"u8);
            Write(writer, item, "userId"u8);
            writer.WriteString("timestamp"u8, Iso8601.Text(HappenedAt));
            WriteContext(writer, item["context"u8], EventContext.IsBridges(item));
            Write(writer, item, "properties"u8);
            WriteRest(writer, item);
            writer.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter writer, JsonView item, ReadOnlySpan<byte> name)
    {
        writer.WritePropertyName(name);
        item[name].WriteTo(writer);
    }

    /// <param name="isFeigned">It names Bridge as its library, which would make it pass for Meta's.</param>
    private void WriteContext(Utf8JsonWriter writer, JsonView context, bool isFeigned)
    {
        writer.WriteStartObject("context"u8);
        foreach (var (name, value) in context.Properties)
        {
            if (!OwnInContext.Contains(name) && !(isFeigned && name == "library"))
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
        }

        writer.WriteString("eventId"u8, Id);
        if (Number is not null)
        {
            writer.WriteString("phoneNumberId"u8, Number);
        }

        if (IsTimeOfReceipt)
        {
            writer.WriteString("timestampSource"u8, "receipt"u8);
        }

        writer.WriteEndObject();
    }

    private static void WriteRest(Utf8JsonWriter writer, JsonView item)
    {
        foreach (var (name, value) in item.Properties)
        {
            if (CaptureKeys.Travels(name) && !InOrder.Contains(name))
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
        }
    }
}
