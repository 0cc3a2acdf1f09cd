using System.Text.Json;

namespace Bridge.Core.Users;

/// <summary>The ids under which Meta names one person. Since 2026 any of them may be missing.</summary>
/// <param name="Phone">The phone number as Meta gives it (<c>wa_id</c>, <c>from</c>): digits, no <c>+</c>.</param>
/// <param name="Bsuid">The business-scoped user id, such as <c>US.13491208655302741918</c>.</param>
/// <param name="ParentBsuid">The parent business's id for the same person, such as <c>US.ENT.11815799212886844830</c>.</param>
/// <param name="Username">The person's WhatsApp user name, without <c>@</c>.</param>
public sealed record UserIds(string? Phone, string? Bsuid, string? ParentBsuid = null, string? Username = null)
{
    /// <summary>Whether there is something to pair: more than the one id that already is the event's <c>userId</c>.</summary>
    internal bool IsPair => Bsuid is not null && (Phone ?? ParentBsuid ?? Username) is not null;

    internal UserIds WithoutName() => Username is null ? this : this with { Username = null };

    /// <summary>Written only when there is something to pair.</summary>
    internal void WriteTo(Utf8JsonWriter writer)
    {
        if (!IsPair)
        {
            return;
        }

        writer.WriteStartObject("userIds"u8);
        if (Phone is not null)
        {
            writer.WriteString("phone"u8, "+" + Phone);
        }

        writer.WriteString("bsuid"u8, Bsuid);
        Write(writer, "parentBsuid"u8, ParentBsuid);
        Write(writer, "username"u8, Username);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
