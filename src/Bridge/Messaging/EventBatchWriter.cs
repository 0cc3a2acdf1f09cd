using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Bridge.Core.Events;
using Bridge.Core.Translation;
using Bridge.Storage;
using Bridge.Telemetry;

namespace Bridge.Messaging;

/// <summary>Writes event batches in two steps: each request its own items, in parallel; the group only joins bytes.</summary>
internal static class EventBatchWriter
{
    /// <summary>In bytes; most webhooks are one or two items, and need no more.</summary>
    private const int FewItems = 4096;

    /// <summary>Only what JSON demands is escaped: the text is never put into HTML.</summary>
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    [ThreadStatic]
    private static Utf8JsonWriter? t_writer;

    /// <summary>The items of one webhook.</summary>
    public static EncodedItems Items(WebhookTranslation translation) =>
        translation.IsEmpty && translation.Dropped.Count == 0
            ? EncodedItems.None
            : new EncodedItems(Encode(translation), translation.Events.Count, translation.Unreadable.Count, translation.Unrecognised.Count);

    /// <remarks>A writer that failed is not used again, and what it wrote to is not given back.</remarks>
    private static PooledBytes Encode(WebhookTranslation translation)
    {
        var items = new PooledBytes(FewItems);
        var writer = t_writer ?? new Utf8JsonWriter(items, Options);
        t_writer = null;
        writer.Reset(items);
        Write(writer, translation);
        writer.Flush();
        t_writer = writer;
        return items;
    }

    /// <summary>A whole batch of several requests' items.</summary>
    /// <param name="groups">The items of each, joined by commas; none is empty.</param>
    public static void Batch(IBufferWriter<byte> output, DateTimeOffset receivedAt, IEnumerable<ReadOnlyMemory<byte>> groups)
    {
        output.Write(Encoding.UTF8.GetBytes($$"""{"schema":{{EventBatch.Schema}},"receivedAt":"{{Iso8601.Text(receivedAt)}}","items":["""));
        ReadOnlySpan<byte> separator = default;
        foreach (var items in groups)
        {
            output.Write(separator);
            output.Write(items.Span);
            separator = ","u8;
        }

        output.Write("]}"u8);
    }

    /// <summary>A batch of nothing that tells how far a receiver has got.</summary>
    public static void Heartbeat(IBufferWriter<byte> output, DateTimeOffset receivedAt, Heartbeat beat)
    {
        using var writer = new Utf8JsonWriter(output, Options);
        writer.WriteStartObject();
        writer.WriteNumber("schema"u8, EventBatch.Schema);
        writer.WriteString("receivedAt"u8, Iso8601.Text(receivedAt));
        writer.WriteStartArray("items"u8);
        writer.WriteEndArray();
        writer.WriteStartObject("heartbeat"u8);
        writer.WriteString("instance"u8, beat.Instance);
        writer.WriteString("clearUntil"u8, Iso8601.Text(beat.ClearUntil));
        writer.WriteBoolean("leaving"u8, beat.IsLeaving);
        writer.WritePropertyName("counted"u8);
        JsonSerializer.Serialize(writer, beat.Counted, JsonSerializerOptions.Web);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, WebhookTranslation translation)
    {
        writer.WriteStartArray();
        foreach (var item in translation.Events)
        {
            Write(writer, item);
        }

        foreach (var item in translation.Silent)
        {
            Write(writer, item, isSilent: true);
        }

        foreach (var item in translation.Unreadable)
        {
            Write(writer, item);
        }

        foreach (var item in translation.Unrecognised)
        {
            Write(writer, item);
        }

        if (translation.Dropped.Count > 0)
        {
            DropCounts.Write(writer, translation.Dropped.Select(dropped => dropped.Rule));
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, TrackEvent item, bool isSilent = false)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, item.Id);
        writer.WriteString("name"u8, item.Name);
        WriteSource(writer, item.Source);
        if (item.ReplacedBy is { } better)
        {
            writer.WriteString("replacedBy"u8, better);
        }

        if (item.Implies is { } implied)
        {
            writer.WriteString("implies"u8, implied);
        }

        if (isSilent)
        {
            writer.WriteBoolean("silent"u8, true);
        }

        WriteTrace(writer);
        writer.WritePropertyName("about"u8);
        item.Subject.WriteTo(writer);
        writer.WritePropertyName("event"u8);
        item.WriteTo(writer);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, Unreadable item)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, item.Id);
        writer.WritePropertyName("unreadable"u8);
        (
            item.Webhook is { } webhook ? item with { Raw = webhook }
            : IsText(item.Raw.Span) ? item with { IsJson = false }
            : item
        ).WriteTo(writer);
        writer.WriteEndObject();
    }

    /// <summary>
    /// JSON that is a string by itself is written as text, quotes included, or the reader would take it for text that is no JSON and drop
    /// its quotes.
    /// </summary>
    private static bool IsText(ReadOnlySpan<byte> raw) => raw.TrimStart(" \t\r\n"u8) is [(byte)'"', ..];

    private static void Write(Utf8JsonWriter writer, Unrecognised item)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, item.Id);
        writer.WriteStartObject("unrecognised"u8);
        writer.WriteString("field"u8, item.Field);
        WriteSource(writer, item.Source);
        WriteRaw(writer, item.Raw.Span);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>
    /// The parser lets bytes pass that are no text; written as they are they would make the whole batch something that is not JSON.
    /// </summary>
    internal static void WriteRaw(Utf8JsonWriter writer, ReadOnlySpan<byte> raw)
    {
        if (!Utf8.IsValid(raw))
        {
            writer.WriteBase64String("rawBase64"u8, raw);
        }
        else if (IsText(raw))
        {
            writer.WriteString("raw"u8, raw); // a string may hold half a character, on which reading it would fail
        }
        else
        {
            writer.WritePropertyName("raw"u8);
            writer.WriteRawValue(raw, skipInputValidation: true);
        }
    }

    /// <summary>So that what becomes of the event joins the trace of the request at hand, if that is recorded.</summary>
    internal static void WriteTrace(Utf8JsonWriter writer)
    {
        if (Traces.Parent is { } parent)
        {
            writer.WriteString("traceparent"u8, parent);
        }
    }

    private static void WriteSource(Utf8JsonWriter writer, string? source)
    {
        if (source is not null)
        {
            writer.WriteString("source"u8, source);
        }
    }
}
