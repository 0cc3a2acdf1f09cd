using System.Text.Json;
using Bridge.Core.Capture;
using Bridge.Core.Events;

namespace Bridge.Messaging;

/// <summary>Writes what another system posted as items of an event batch, as <see cref="EventBatchWriter"/> writes a webhook's.</summary>
internal static class CaptureItems
{
    private static readonly JsonWriterOptions Options = TrackEvent.WriterOptions with { MaxDepth = int.MaxValue };

    public static EncodedItems Of(CaptureRequest request) =>
        request.Events.Count + request.Invalid.Count + request.Dropped.Count + request.Duplicates == 0
            ? EncodedItems.None
            : new EncodedItems(Encode(request), request.Events.Count, 0, 0, request.Invalid.Count);

    private static PooledBytes Encode(CaptureRequest request)
    {
        var items = new PooledBytes(4096);
        using var writer = new Utf8JsonWriter(items, Options);
        writer.WriteStartArray();
        request.Events.ForEach(item => Write(writer, item));
        request.Invalid.ForEach(item => Write(writer, item));
        DropCounts.Write(writer, RulesOf(request));
        writer.WriteEndArray();
        writer.Flush();
        return items;
    }

    private static IEnumerable<string> RulesOf(CaptureRequest request) =>
        [
            .. request.Dropped.Select(_ => CaptureRequest.NotTrackRule),
            .. Enumerable.Repeat(CaptureRequest.DuplicateRule, request.Duplicates),
        ];

    private static void Write(Utf8JsonWriter writer, CapturedEvent item)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, item.Id);
        writer.WriteString("name"u8, item.Name);
        WriteText(writer, "source"u8, item.Source);
        EventBatchWriter.WriteTrace(writer);
        writer.WriteBoolean("crm"u8, true);
        WriteText(writer, "implies"u8, item.Implies?.ToString());
        writer.WritePropertyName("about"u8);
        item.Subject.WriteTo(writer);
        writer.WritePropertyName("event"u8);
        writer.WriteRawValue(item.Json.Span, skipInputValidation: true);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, InvalidEvent item)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, item.Id);
        writer.WriteStartObject("invalid"u8);
        WriteText(writer, "name"u8, item.Name);
        writer.WriteString("reason"u8, item.Reason);
        WriteText(writer, "source"u8, item.Source);
        EventBatchWriter.WriteRaw(writer, item.Request.Span);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }
}
