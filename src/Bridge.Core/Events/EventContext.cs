using System.Text.Json;
using Bridge.Core.Attribution;
using Bridge.Core.Json;
using Bridge.Core.Users;

namespace Bridge.Core.Events;

/// <summary>Where a track event happened: its <c>context</c>.</summary>
/// <param name="PhoneNumberId">Meta's id of the business number.</param>
/// <param name="BusinessAccountId">The WhatsApp Business Account id (<c>entry[].id</c>).</param>
/// <param name="User">The ids under which Meta names the person; written as <c>userIds</c> when there is more than the one in
/// <c>userId</c>.</param>
/// <param name="TimestampFromReceipt">Meta gave no usable time, so the event carries the time of receipt (<c>timestampSource</c>).</param>
/// <param name="Campaign">What led the person here, when a UTM or an ad is known.</param>
/// <param name="IsStandby">Another sender was handling the thread (<c>standby: true</c>).</param>
/// <param name="Channel"><c>whatsapp</c>, <c>messenger</c> or <c>instagram</c>.</param>
/// <param name="IsBackfill">It happened before Bridge was there (<c>backfill: true</c>).</param>
public sealed record EventContext(
    string? PhoneNumberId,
    string? BusinessAccountId,
    UserIds? User = null,
    bool TimestampFromReceipt = false,
    Campaign? Campaign = null,
    bool IsStandby = false,
    bool IsBackfill = false,
    string Channel = "whatsapp"
)
{
    private static readonly JsonEncodedText ChannelProperty = JsonEncodedText.Encode("channel");
    private static readonly JsonEncodedText Library = JsonEncodedText.Encode("library");
    private static readonly JsonEncodedText EventIdProperty = JsonEncodedText.Encode("eventId");
    private static readonly JsonEncodedText PhoneNumberIdProperty = JsonEncodedText.Encode("phoneNumberId");
    private static readonly JsonEncodedText BusinessAccountIdProperty = JsonEncodedText.Encode("businessAccountId");
    private const string LibraryName = "meta-bridge";
    private static readonly byte[] LibraryValue =
    [
        .. """{"name":"""u8,
        .. JsonSerializer.SerializeToUtf8Bytes(LibraryName, TextJson.Default.String),
        .. ",\"version\":"u8,
        .. JsonSerializer.SerializeToUtf8Bytes(TrackEvent.LibraryVersion, TextJson.Default.String),
        (byte)'}',
    ];

    /// <summary>Whether Bridge made an event of a webhook; if not, another system wrote it.</summary>
    public static bool IsBridges(JsonView trackEvent) => trackEvent["context"u8]["library"u8]["name"u8].Text == LibraryName;

    internal void WriteTo(Utf8JsonWriter writer, Guid eventId)
    {
        writer.WriteStartObject();
        writer.WriteString(ChannelProperty, Channel);
        writer.WritePropertyName(Library);
        writer.WriteRawValue(LibraryValue, skipInputValidation: true);
        writer.WriteString(EventIdProperty, eventId);
        WriteIfPresent(writer, PhoneNumberIdProperty, PhoneNumberId);
        WriteIfPresent(writer, BusinessAccountIdProperty, BusinessAccountId);
        User?.WriteTo(writer);
        Campaign?.WriteTo(writer);
        if (TimestampFromReceipt)
        {
            writer.WriteString("timestampSource"u8, "receipt"u8);
        }

        WriteIfTrue(writer, "standby"u8, IsStandby);
        WriteIfTrue(writer, "backfill"u8, IsBackfill);
        writer.WriteEndObject();
    }

    private static void WriteIfTrue(Utf8JsonWriter writer, ReadOnlySpan<byte> name, bool value)
    {
        if (value)
        {
            writer.WriteBoolean(name, true);
        }
    }

    private static void WriteIfPresent(Utf8JsonWriter writer, JsonEncodedText name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            writer.WriteString(name, value);
        }
    }
}
