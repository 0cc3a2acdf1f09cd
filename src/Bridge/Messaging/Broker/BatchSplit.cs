using System.Text.Json;

namespace Bridge.Messaging.Broker;

/// <summary>Splits an encoded event batch into smaller ones, item by item, without a change to any of their bytes.</summary>
internal static class BatchSplit
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = int.MaxValue };

    /// <summary>The same items in the same order, in batches of at most this many bytes; one that is larger holds a single item.</summary>
    /// <returns>What is no batch stays whole, as a part that cannot be divided.</returns>
    public static IReadOnlyList<BatchPart> Split(ReadOnlyMemory<byte> batch, int maxBytes)
    {
        if (Find(batch.Span) is not { Count: > 0 } items)
        {
            return [new BatchPart(batch, 1)];
        }

        var (head, tail) = (batch[..items[0].Start.Value].ToArray(), batch[items[^1].End.Value..].ToArray());
        var parts = new List<BatchPart>();
        for (int from = 0, to = 1; from < items.Count; from = to++)
        {
            while (to < items.Count && head.Length + tail.Length + items[to].End.Value - items[from].Start.Value <= maxBytes)
            {
                to++;
            }

            byte[] part = [.. head, .. batch.Span[items[from].Start.Value..items[to - 1].End.Value], .. tail];
            parts.Add(new BatchPart(part, to - from));
        }

        return parts;
    }

    /// <summary>The two halves; a single item stays whole.</summary>
    public static IReadOnlyList<BatchPart> Halve(BatchPart part) => part.Items == 1 ? [part] : Split(part.Batch, part.Batch.Length / 2);

    /// <summary>How many items a batch holds; 1 also for what is no batch.</summary>
    public static int Count(ReadOnlyMemory<byte> batch) => Find(batch.Span) is { Count: > 0 } items ? items.Count : 1;

    /// <summary>Where the items stand; null when it is no batch.</summary>
    private static List<Range>? Find(ReadOnlySpan<byte> batch)
    {
        try
        {
            var reader = new Utf8JsonReader(batch, Options);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("items"u8))
                {
                    return reader.Read() && reader.TokenType == JsonTokenType.StartArray ? FindItems(ref reader) : null;
                }

                reader.Skip();
            }

            return null;
        }
        catch (JsonException)
        {
            return null; // a damaged file: the forwarder makes one dead letter of it
        }
    }

    private static List<Range> FindItems(ref Utf8JsonReader reader)
    {
        var items = new List<Range>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            items.Add(start..(int)reader.BytesConsumed);
        }

        return items;
    }
}

/// <param name="Batch">Of its own, or the whole batch that could not be divided.</param>
/// <param name="Items">How many; 1 also for what cannot be divided.</param>
internal readonly record struct BatchPart(ReadOnlyMemory<byte> Batch, int Items);
