using System.Buffers;
using System.Text.Json;
using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Translation;
using Bridge.Core.Users;
using Bridge.Storage;

namespace Bridge.Identity;

/// <summary>
/// An event without anybody's number: <c>userId</c> and every other id of a person, chat, message or group is its pseudonym,
/// <c>context.userIds</c> is gone, and in what people wrote whatever may be a number is redacted. What Bridge has not declared counts as
/// written.
/// </summary>
internal sealed class HashedEvent(Pseudonyms pseudonyms, EventIdentity head, KnownPerson? person)
{
    private const string Nobody = Person.SystemUserId;

    /// <summary>The person's own numbers, without <c>+</c>.</summary>
    private readonly string[] _numbers =
    [
        .. from id in new[] { head.Phone, person?.Phone, head.PreviousUserId, head.NewUserId }
        where EventIdentity.IsPhone(id)
        select id[1..],
    ];

    /// <summary>Of all ids of a person the one that is hashed is the one that would have left otherwise.</summary>
    private readonly string _userId = head.UserId == Nobody ? Nobody : pseudonyms.Of(head.Phone ?? person?.Phone ?? head.UserId);

    public ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> payload)
    {
        if (!JsonTape.TryParse(payload, out var tape))
        {
            // Nests deeper than anything Bridge makes or takes. Better the collector refuses it than that a number leaves.
            return "{}"u8.ToArray();
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
            switch (name)
            {
                case "userId":
                    writer.WriteString(name, _userId);
                    break;
                case "type" or "event" or "timestamp":
                    WriteRaw(writer, name, value);
                    break;
                case "context" when value.IsObject:
                    WriteContext(writer, value, EventContext.IsBridges(trackEvent));
                    break;
                default:
                    WriteMember(writer, name, value);
                    break;
            }
        }

        writer.WriteEndObject();
    }

    /// <param name="isBridges">If not, whatever another system calls itself counts as written.</param>
    private void WriteContext(Utf8JsonWriter writer, JsonView context, bool isBridges)
    {
        writer.WriteStartObject("context"u8);
        foreach (var (name, value) in context.Properties)
        {
            switch (name)
            {
                case "userIds":
                    break;
                case "channel" or "eventId" or "phoneNumberId":
                    WriteRaw(writer, name, value);
                    break;
                case "businessAccountId" when value is { IsString: true, Text: { } account }:
                    writer.WriteString(name, Opaque(account));
                    break;
                case "library" when isBridges:
                    WriteRaw(writer, name, value);
                    break;
                default:
                    WriteMember(writer, name, value);
                    break;
            }
        }

        writer.WriteEndObject();
    }

    private void WriteMember(Utf8JsonWriter writer, string name, JsonView value)
    {
        var property = EventCatalogue.FindProperty(name);
        if (value.IsNumber && property is null && IsTelling(value))
        {
            return;
        }

        writer.WritePropertyName(Redact(name));
        WriteValue(writer, property, value);
    }

    private void WriteValue(Utf8JsonWriter writer, EventProperty? property, JsonView value)
    {
        if (value.IsObject)
        {
            writer.WriteStartObject();
            foreach (var (name, member) in value.Properties)
            {
                WriteMember(writer, name, member);
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
        else if (value.Text is { } text && (value.IsString || property?.Privacy == PropertyPrivacy.Identifies))
        {
            writer.WriteStringValue(Safe(property, text));
        }
        else if (property is null && IsTelling(value))
        {
            writer.WriteNullValue();
        }
        else
        {
            writer.WriteRawValue(value.Raw.Span, skipInputValidation: true);
        }
    }

    private string Safe(EventProperty? property, string text) =>
        property switch
        {
            _ when property == EventProperties.ChatId => ChatId(text),
            { Privacy: PropertyPrivacy.Identifies } => pseudonyms.Of(text),
            { Privacy: PropertyPrivacy.Opaque } => Opaque(text),
            { Privacy: PropertyPrivacy.Named } => CapturedIds.Safe(Opaque(text), pseudonyms),
            _ => Redact(text),
        };

    /// <summary>Bridge's own keep their form; a CRM's may hold anything.</summary>
    private string ChatId(string chatId) =>
        chatId == $"chat_{head.Source}"
            ? chatId
            : ChatIds.Rename(chatId, head.Source, head.UserId, _userId) ?? $"chat_{pseudonyms.Of(chatId)}";

    /// <summary>The id of a thing, unless another system put a person's number there: hashed, as the same person is elsewhere.</summary>
    private string Opaque(string text) => EventIdentity.IsPhone(text) || Redaction.Reveals(text, _numbers) ? pseudonyms.Of(text) : text;

    private string Redact(string text) => Redaction.Redact(text, pseudonyms.Of, _numbers);

    /// <summary>A number of that many digits, in a place Bridge knows nothing of, may be a phone number.</summary>
    private static bool IsTelling(JsonView value) => value.IsNumber && value.Text!.Count(char.IsAsciiDigit) >= Redaction.TellingDigits;

    private static void WriteRaw(Utf8JsonWriter writer, string name, JsonView value)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(value.Raw.Span, skipInputValidation: true);
    }
}
