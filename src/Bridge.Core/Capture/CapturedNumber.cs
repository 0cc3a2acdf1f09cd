using System.Buffers;
using System.Text.Json;
using Bridge.Core.Events;
using Bridge.Core.Json;

namespace Bridge.Core.Capture;

/// <summary>
/// What a captured event becomes once it is known of which business number it is: it names that number, and what it tells of a message
/// stands under the id under which Meta tells of it.
/// </summary>
/// <param name="Implies">The delivery of what was read or played.</param>
public sealed record CapturedNumber(Guid Id, Guid? Implies, ReadOnlyMemory<byte> Payload)
{
    /// <param name="id">The event's, as it was written without a number.</param>
    public static CapturedNumber Write(Guid id, ReadOnlyMemory<byte> payload, string number)
    {
        if (!JsonTape.TryParse(payload, out var tape))
        {
            return new CapturedNumber(id, null, payload); // what nests deeper than anything that is captured stays as it is
        }

        using (tape)
        {
            var item = tape.Root;
            var had = item["context"u8]["eventId"u8];
            var mine = CaptureKeys.Shared(item, number) is { } key ? EventId.From(key) : id;
            return had.IsString
                ? new CapturedNumber(mine, ImpliedBy(item, number), Write(payload, had, mine, number))
                : new CapturedNumber(id, null, payload);
        }
    }

    private static Guid? ImpliedBy(JsonView item, string number) =>
        CaptureKeys.DeliveryImpliedBy(item, number) is { } delivery ? EventId.From(delivery) : null;

    private static ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> payload, JsonView had, Guid id, string number)
    {
        var output = new ArrayBufferWriter<byte>(payload.Length + 64);
        output.Write(payload.Span[..had.Start]);
        using (var writer = new Utf8JsonWriter(output, TrackEvent.WriterOptions with { SkipValidation = true }))
        {
            writer.WriteStringValue(id);
            writer.Flush();
            output.Write(",\"phoneNumberId\":"u8);
            writer.Reset();
            writer.WriteStringValue(number);
        }

        output.Write(payload.Span[had.End..]);
        return output.WrittenMemory;
    }
}
