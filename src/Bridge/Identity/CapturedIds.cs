using System.Buffers;
using System.Text.Json;
using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Translation;

namespace Bridge.Identity;

/// <summary>
/// The ids of things in what a CRM tells, where nobody's number may leave: Meta's own ids hold none, but another system's may be anybody's.
/// Done before its event is joined with Meta's, in which it cannot be told any more whose an id is.
/// </summary>
internal sealed class CapturedIds(Pseudonyms pseudonyms)
{
    public ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> payload)
    {
        if (!JsonTape.TryParse(payload, out var tape))
        {
            return payload; // of which nothing leaves: see HashedEvent
        }

        using (tape)
        {
            var output = new ArrayBufferWriter<byte>(payload.Length + 256);
            using (var writer = new Utf8JsonWriter(output, TrackEvent.WriterOptions))
            {
                WriteValue(writer, null, tape.Root);
            }

            return output.WrittenMemory;
        }
    }

    /// <summary>An id as it may leave; what is a pseudonym already stays one.</summary>
    public static string Safe(string id, Pseudonyms pseudonyms) =>
        !Pseudonyms.IsOne(id) && Redaction.MayHoldNumber(id) ? pseudonyms.Of(id) : id;

    private void WriteValue(Utf8JsonWriter writer, EventProperty? property, JsonView value)
    {
        if (value.IsObject)
        {
            writer.WriteStartObject();
            foreach (var (name, member) in value.Properties)
            {
                writer.WritePropertyName(name);
                WriteValue(writer, EventCatalogue.FindProperty(name), member);
            }

            writer.WriteEndObject();
        }
        else if (value.IsArray)
        {
            writer.WriteStartArray();
            foreach (var element in value.Items)
            {
                WriteValue(writer, property, element);
            }

            writer.WriteEndArray();
        }
        else if (IsId(property) && value.Text is { } id && Safe(id, pseudonyms) is var safe && safe != id)
        {
            writer.WriteStringValue(safe);
        }
        else
        {
            writer.WriteRawValue(value.Raw.Span, skipInputValidation: true);
        }
    }

    private static bool IsId(EventProperty? property) => property is { Privacy: PropertyPrivacy.Opaque or PropertyPrivacy.Named };
}
