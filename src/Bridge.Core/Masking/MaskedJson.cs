using System.Buffers;
using System.Text;
using System.Text.Json;
using Bridge.Core.Events;
using Bridge.Core.Json;

namespace Bridge.Core.Masking;

/// <summary>JSON of which only what a sieve lets through is seen; of the rest the shape.</summary>
internal static class MaskedJson
{
    /// <returns>Null for what is no JSON, or nests too deep to be read.</returns>
    public static string? Write(ReadOnlyMemory<byte> json, Sieve sieve) => Write(json, _ => sieve);

    /// <param name="sieveOf">Chooses by the whole.</param>
    public static string? Write(ReadOnlyMemory<byte> json, Func<JsonView, Sieve> sieveOf)
    {
        if (!JsonTape.TryParse(json, out var tape))
        {
            return null;
        }

        using (tape)
        {
            var output = new ArrayBufferWriter<byte>(json.Length + 64);
            using (var writer = new Utf8JsonWriter(output, TrackEvent.WriterOptions with { MaxDepth = int.MaxValue }))
            {
                Write(writer, tape.Root, sieveOf(tape.Root));
            }

            return Encoding.UTF8.GetString(output.WrittenSpan);
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonView value, Sieve sieve)
    {
        if (value.IsObject)
        {
            WriteObject(writer, value, sieve);
        }
        else if (value.IsArray)
        {
            writer.WriteStartArray();
            foreach (var element in value.Items)
            {
                Write(writer, element, sieve);
            }

            writer.WriteEndArray();
        }
        else if (value.IsNull)
        {
            writer.WriteNullValue();
        }
        else if (sieve.Show(value) is { } shown)
        {
            writer.WriteRawValue(shown, skipInputValidation: true);
        }
        else
        {
            writer.WriteStringValue(SentenceSieve.Blind);
        }
    }

    private static void WriteObject(Utf8JsonWriter writer, JsonView value, Sieve sieve)
    {
        writer.WriteStartObject();
        foreach (var (name, member) in value.Properties)
        {
            writer.WritePropertyName(sieve.ShowsName(name) ? name : SentenceSieve.Blind);
            Write(writer, member, sieve.Of(name));
        }

        writer.WriteEndObject();
    }
}
