using System.Buffers;
using System.Text.Json;
using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Users;
using Bridge.Storage;

namespace Bridge.Identity;

/// <summary>
/// An event under another id of the same person: <c>userId</c>, <c>chatId</c> and <c>countryCode</c> change, and <c>context.userIds</c>
/// holds all of the ids.
/// </summary>
internal sealed class RenamedEvent(EventIdentity head, KnownPerson? person, string userId)
{
    public ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> payload)
    {
        if (!JsonTape.TryParse(payload, out var tape))
        {
            return payload;
        }

        using (tape)
        {
            var output = new ArrayBufferWriter<byte>(payload.Length + 256);
            using (var writer = new Utf8JsonWriter(output, TrackEvent.WriterOptions))
            {
                WriteEvent(writer, tape.Root);
            }

            return output.WrittenMemory;
        }
    }

    private void WriteEvent(Utf8JsonWriter writer, JsonView trackEvent)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in trackEvent.Properties)
        {
            writer.WritePropertyName(name);
            switch (name)
            {
                case "userId":
                    writer.WriteStringValue(userId);
                    break;
                case "context" when value.IsObject:
                    WriteContext(writer, value);
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

    private void WriteContext(Utf8JsonWriter writer, JsonView context)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in context.Properties)
        {
            if (name != "userIds")
            {
                writer.WritePropertyName(name);
                WriteRaw(writer, value);
            }
        }

        WriteUserIds(writer);
        writer.WriteEndObject();
    }

    private void WriteUserIds(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("userIds"u8);
        Write(writer, "phone"u8, head.Phone ?? person?.Phone);
        Write(writer, "bsuid"u8, head.Bsuid ?? person?.Bsuid);
        Write(writer, "parentBsuid"u8, head.ParentBsuid ?? person?.ParentBsuid);
        Write(writer, "username"u8, head.Username ?? person?.Username);
        writer.WriteEndObject();
    }

    private void WriteProperties(Utf8JsonWriter writer, JsonView properties)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in properties.Properties)
        {
            writer.WritePropertyName(name);
            if (Changed(name, value) is { } changed)
            {
                writer.WriteStringValue(changed);
            }
            else
            {
                WriteRaw(writer, value);
            }
        }

        writer.WriteEndObject();
    }

    private string? Changed(string name, JsonView value) =>
        name switch
        {
            "chatId" => ChatIds.Rename(value.Text ?? "", head.Source, head.UserId, userId),
            "countryCode" when EventIdentity.IsPhone(userId) => PhoneCountry.Of(userId.AsSpan(1)),
            _ => null,
        };

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void WriteRaw(Utf8JsonWriter writer, JsonView value) => writer.WriteRawValue(value.Raw.Span, skipInputValidation: true);
}
