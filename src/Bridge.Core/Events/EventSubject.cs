using System.Text.Json;

namespace Bridge.Core.Events;

/// <summary>
/// What is known of an event beside its bytes: whom it is about, where and when. It travels with the event, so that nobody has to read the
/// event again to learn it.
/// </summary>
/// <param name="UserId">The event's <c>userId</c>; <c>system</c> when it names nobody.</param>
/// <param name="Account">The business account.</param>
/// <param name="Number">The business number (<c>phone_number_id</c>).</param>
/// <param name="Phone">With <c>+</c>; this and the next three only where the event has <c>context.userIds</c>.</param>
/// <param name="PreviousUserId">Of <c>contact.updated</c>: an id the person had before.</param>
/// <param name="NewUserId">Of <c>contact.updated</c>: the id the person has from now on.</param>
/// <param name="ChatId">The conversation.</param>
/// <param name="HappenedAt">The event's time.</param>
public sealed record EventSubject(
    string UserId,
    string? Account,
    string? Number,
    string? Phone,
    string? Bsuid,
    string? ParentBsuid,
    string? Username,
    string? PreviousUserId,
    string? NewUserId,
    string? ChatId,
    DateTimeOffset HappenedAt
)
{
    /// <summary>What the event does to its conversation; null for most.</summary>
    public ConversationStep? Step { get; init; }

    /// <summary>Nobody gave it a usable time, so that it has the one of receipt.</summary>
    public bool IsTimeOfReceipt { get; init; }

    internal static EventSubject Of(TrackEvent said)
    {
        var ids = said.Context.User is { IsPair: true } pair ? pair : null;
        var properties = said.Properties;
        return new EventSubject(
            said.UserId,
            said.Context.BusinessAccountId,
            said.Context.PhoneNumberId,
            ids?.Phone is { } phone ? "+" + phone : null,
            ids?.Bsuid,
            ids?.ParentBsuid,
            ids?.Username,
            properties.TextOf(EventProperties.PreviousUserId),
            properties.TextOf(EventProperties.NewUserId),
            properties.TextOf(EventProperties.ChatId),
            said.Timestamp
        )
        {
            Step = said.Step,
            IsTimeOfReceipt = said.Context.TimestampFromReceipt,
        };
    }

    /// <summary>Writes <c>{"user":…,"at":…}</c> with whatever else is known.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("user"u8, UserId);
        writer.WritePropertyName("at"u8);
        Iso8601.Write(writer, HappenedAt.UtcTicks);
        Write(writer, "account"u8, Account);
        Write(writer, "number"u8, Number);
        Write(writer, "chat"u8, ChatId);
        Write(writer, "phone"u8, Phone);
        Write(writer, "bsuid"u8, Bsuid);
        Write(writer, "parentBsuid"u8, ParentBsuid);
        Write(writer, "username"u8, Username);
        Write(writer, "previous"u8, PreviousUserId);
        Write(writer, "next"u8, NewUserId);
        if (IsTimeOfReceipt)
        {
            writer.WriteBoolean("receipt"u8, true);
        }

        if (Step is not null)
        {
            writer.WritePropertyName("step"u8);
            Step.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            writer.WriteString(name, value);
        }
    }
}
