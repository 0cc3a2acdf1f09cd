using System.Buffers;
using System.Text.Json;
using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Storage;

namespace Bridge.Intake;

/// <summary>
/// Makes <c>message.delivered</c> of a message that was read or played: Meta leaves the delivery out when the chat is open on the phone. It
/// has the id of the real one, so that whichever comes first goes out and the other is recognised as seen.
/// </summary>
internal static class ImpliedDeliveries
{
    public const string Delivered = "message.delivered";

    /// <returns>The items, before each the delivery that it implies, unless the same group tells of it.</returns>
    public static IReadOnlyList<IntakeItem> Complete(IReadOnlyList<IntakeItem> items)
    {
        if (!items.Any(item => item.Implies is not null))
        {
            return items;
        }

        var told = items.Select(item => item.Id).ToHashSet();
        return [.. items.SelectMany(item => item.Implies is { } id && told.Add(id) ? WithDelivery(item, id) : [item])];
    }

    private static IntakeItem[] WithDelivery(IntakeItem item, Guid id) =>
        WriteDelivery(item.Payload, id) is not { } payload
            ? [item]
            : [item with { Id = id, Name = Delivered, Payload = payload, FormerId = null, Implies = null, IsInferred = true }, item];

    /// <returns>Null for what nests deeper than anything Bridge makes.</returns>
    private static ReadOnlyMemory<byte>? WriteDelivery(ReadOnlyMemory<byte> payload, Guid id)
    {
        if (!JsonTape.TryParse(payload, out var tape))
        {
            return null;
        }

        using (tape)
        {
            var output = new ArrayBufferWriter<byte>(payload.Length + 64);
            using (var writer = new Utf8JsonWriter(output, TrackEvent.WriterOptions))
            {
                WriteEvent(writer, tape.Root, id);
            }

            return output.WrittenMemory;
        }
    }

    private static void WriteEvent(Utf8JsonWriter writer, JsonView said, Guid id)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in said.Properties)
        {
            writer.WritePropertyName(name);
            switch (name)
            {
                case "event":
                    writer.WriteStringValue(Delivered);
                    break;
                case "context" when value.IsObject:
                    WriteContext(writer, value, id);
                    break;
                case "properties" when value.IsObject:
                    WriteProperties(writer, value);
                    break;
                default:
                    WriteRaw(writer, value);
                    break;
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteContext(Utf8JsonWriter writer, JsonView context, Guid id)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in context.Properties)
        {
            writer.WritePropertyName(name);
            if (name == "eventId")
            {
                writer.WriteStringValue(id);
            }
            else
            {
                WriteRaw(writer, value);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteProperties(Utf8JsonWriter writer, JsonView properties)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in properties.Properties)
        {
            var isTime = name == EventProperties.ReadAt.Name || name == EventProperties.PlayedAt.Name;
            writer.WritePropertyName(isTime ? EventProperties.DeliveredAt.Name : name);
            WriteRaw(writer, value);
        }

        writer.WriteBoolean(EventProperties.Inferred.Name, true);
        writer.WriteEndObject();
    }

    private static void WriteRaw(Utf8JsonWriter writer, JsonView value) => writer.WriteRawValue(value.Raw.Span, skipInputValidation: true);
}
