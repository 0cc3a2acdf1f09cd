using System.Security.Cryptography;
using System.Text.Json;
using Bridge.Storage;

namespace Bridge.Messaging;

/// <summary>
/// Reads event batches. Properties it does not know are passed over; an item it cannot use is unreadable and harms none of its neighbours.
/// </summary>
internal static class EventBatchReader
{
    /// <summary>Nesting costs a bit each here, and what Meta sent was bounded when it came in.</summary>
    private static readonly JsonReaderOptions Options = new() { MaxDepth = int.MaxValue };

    /// <param name="utf8">The batch; the payloads of the result refer to this memory.</param>
    public static EventBatchReading Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return ReadBatch(utf8);
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException or FormatException)
        {
            // What the reader throws on broken JSON, on a value of another type and on text that is not UTF-8.
            return new(null, "the batch is not well-formed");
        }
    }

    /// <summary>When a batch was put together, without reading the rest; null for what is no batch.</summary>
    public static DateTimeOffset? ReceivedAtOf(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, Options);
            Expect(ref reader, JsonTokenType.StartObject);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("receivedAt"u8) && reader.Read())
                {
                    return reader.GetDateTimeOffset();
                }

                reader.Skip();
            }
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException or FormatException)
        {
            // As above: whoever takes it in says what is wrong with it.
        }

        return null;
    }

    /// <summary>An id for bytes that have none, so that meeting them twice makes one dead letter.</summary>
    public static Guid IdOf(ReadOnlySpan<byte> bytes) => new(SHA256.HashData(bytes).AsSpan(0, 16), bigEndian: true);

    private static EventBatchReading ReadBatch(ReadOnlyMemory<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8.Span, Options);
        DateTimeOffset? receivedAt = null;
        List<BatchItem>? items = null;
        var dropped = new List<TallyCount>();
        Heartbeat? heartbeat = null;
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("schema"u8) && reader.Read())
            {
                if (reader.GetInt32() is var schema and > EventBatch.Schema)
                {
                    return new(
                        null,
                        $"the batch was written by a newer version of Bridge (schema {schema}, this one reads up to {EventBatch.Schema})"
                    );
                }
            }
            else if (reader.ValueTextEquals("receivedAt"u8) && reader.Read())
            {
                receivedAt = reader.GetDateTimeOffset();
            }
            else if (reader.ValueTextEquals("items"u8))
            {
                items = ReadItems(ref reader, utf8, dropped);
            }
            else if (reader.ValueTextEquals("heartbeat"u8) && reader.Read())
            {
                heartbeat = HeartbeatReader.Read(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        RefuseTail(ref reader);
        return receivedAt is { } time && items is not null
            ? new(new EventBatch(time, items) { Heartbeat = heartbeat, Dropped = dropped }, null)
            : new(null, "the batch has no items or no time");
    }

    private static List<BatchItem> ReadItems(ref Utf8JsonReader reader, ReadOnlyMemory<byte> utf8, List<TallyCount> dropped)
    {
        var items = new List<BatchItem>();
        Expect(ref reader, JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var item = ItemReader.Read(ref reader, utf8);
            if (item.Dropped is { } counts)
            {
                dropped.AddRange(counts);
            }
            else
            {
                items.Add(item);
            }
        }

        return items;
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType token)
    {
        if (!reader.Read() || reader.TokenType != token)
        {
            throw new JsonException();
        }
    }

    /// <summary>Reading past the end throws when anything but white space follows.</summary>
    private static void RefuseTail(ref Utf8JsonReader reader) => reader.Read();
}

/// <summary>What came of reading: the batch, or one sentence on why there is none.</summary>
internal readonly record struct EventBatchReading(EventBatch? Batch, string? Problem);
