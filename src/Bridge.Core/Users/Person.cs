using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Bridge.Core.Json;
using Bridge.Core.Webhooks;

namespace Bridge.Core.Users;

/// <summary>The person at the other end, from whichever of the ids Meta gives.</summary>
/// <param name="UserId">The event's <c>userId</c>.</param>
/// <param name="Key">The person's part of <c>chatId</c>: digits, BSUID or hash; null when nobody is known.</param>
/// <param name="Ids">The ids as Meta gave them, those that are well-formed.</param>
internal sealed record Person(string UserId, string? Key, UserIds Ids)
{
    /// <summary>The <c>userId</c> of events without a person.</summary>
    public const string SystemUserId = "system";

    private const int FewestDigits = 6;
    private const int MostDigits = 15;
    private const int LongestBsuid = 163;

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789."
    );

    public static Person Nobody { get; } = new(SystemUserId, null, new UserIds(null, null));

    /// <summary>ISO 3166 alpha-2, from the phone number, else from the BSUID's prefix.</summary>
    public string? CountryCode =>
        Ids.Phone is { } phone ? PhoneCountry.Of(phone)
        : Ids.Bsuid is { } bsuid ? PhoneCountry.OfBsuid(bsuid)
        : null;

    /// <summary>The sender of a message.</summary>
    public static Person Sender(Change change, JsonView message) =>
        change.Thread.Exists
            ? OfThread(change.Thread)
            : Find(change, message["from"u8], message["from_user_id"u8], message["from_parent_user_id"u8]);

    /// <summary>What the sender of a message calls themselves.</summary>
    public static string? NameOfSender(Change change, JsonView message) =>
        change.Thread.Exists ? null : change.Contacts.Find(message["from"u8], message["from_user_id"u8])["profile"u8]["name"u8].Name;

    /// <summary>The recipient of a message or call of the business.</summary>
    public static Person Receiver(Change change, JsonView message) =>
        change.Thread.Exists
            ? OfThread(change.Thread)
            : Find(change, message["to"u8], message["to_user_id"u8], message["to_parent_user_id"u8]);

    /// <summary>The recipient of a message, as its status names them; in a group the participant.</summary>
    public static Person Recipient(Change change, JsonView status) =>
        Find(
            change,
            status["recipient_type"u8].IsWord("group"u8) ? Participant(status) : status["recipient_id"u8],
            status["recipient_user_id"u8],
            status["recipient_parent_user_id"u8]
        );

    /// <summary>Who pays, as a payment's status names them: Meta as its recipient, some gateways as where it comes from.</summary>
    public static Person Payer(Change change, JsonView status) =>
        status["recipient_id"u8].Exists || status["recipient_user_id"u8].Exists ? Recipient(change, status) : Sender(change, status);

    /// <summary>
    /// An object that names a person by <c>wa_id</c>, <c>user_id</c> and the like, as contacts, preferences and group members do.
    /// </summary>
    public static Person Named(Change change, JsonView item) =>
        Find(change, item["wa_id"u8], item["user_id"u8], item["parent_user_id"u8], item["username"u8].Name);

    /// <summary>The other end of a conversation in a phone's history, whoever wrote the message.</summary>
    private static Person OfThread(JsonView thread)
    {
        var ids = thread["context"u8];
        return From(ids["wa_id"u8].Id ?? thread["id"u8].Id, ids["user_id"u8].Id, ids["parent_user_id"u8].Id, ids["username"u8].Name);
    }

    /// <summary>A person by whatever ids there are, completed from the contact that stands beside them.</summary>
    public static Person Find(Change change, JsonView phone, JsonView bsuid, JsonView parentBsuid, string? username = null)
    {
        var contact = change.Contacts.Find(phone, bsuid);
        return From(
            phone.Id ?? contact["wa_id"u8].Id,
            bsuid.Id ?? contact["user_id"u8].Id,
            parentBsuid.Id ?? contact["parent_user_id"u8].Id,
            username ?? contact["profile"u8]["username"u8].Name
        );
    }

    /// <summary>Who in a group a status is about. Meta's pages write the name both ways.</summary>
    public static JsonView Participant(JsonView status) =>
        status["recipient_participant_id"u8] is { Exists: true } participant ? participant : status["participant_recipient_id"u8];

    /// <summary>
    /// A phone number wins over a BSUID, which some payloads write in the phone number's place. An id of a shape nobody has documented
    /// still names one person, so its SHA-256 stands for it:
    /// stable, and within what the collector accepts.
    /// </summary>
    public static Person From(string? phone, string? bsuid, string? parentBsuid = null, string? username = null)
    {
        var digits = Digits(phone);
        var knownBsuid =
            IsBsuid(bsuid) ? bsuid
            : IsBsuid(phone) ? phone
            : null;
        var ids = new UserIds(digits, knownBsuid, IsBsuid(parentBsuid) ? parentBsuid : null, Username(username));
        if (digits is not null)
        {
            return new Person("+" + digits, digits, ids);
        }

        return knownBsuid is not null ? new Person(knownBsuid, knownBsuid, ids)
            : (bsuid ?? phone) is { } opaque ? Opaque(opaque, ids)
            : Nobody;
    }

    /// <summary>
    /// The digits of a phone number without <c>+</c> and separators; null when it is none. No digit is added or taken away.
    /// </summary>
    public static string? Digits(string? phone)
    {
        if (phone is null)
        {
            return null;
        }

        var digits = phone.AsSpan().ContainsAnyExceptInRange('0', '9') ? Strip(phone) : phone;
        return digits is { Length: >= FewestDigits and <= MostDigits } && digits[0] != '0' ? digits : null;
    }

    private static string? Strip(string phone)
    {
        var digits = new StringBuilder(phone.Length);
        foreach (var c in phone)
        {
            if (char.IsAsciiDigit(c))
            {
                digits.Append(c);
            }
            else if (c is not ('+' or ' ' or '-' or '(' or ')' or '.'))
            {
                return null;
            }
        }

        return digits.ToString();
    }

    /// <summary><c>US.1349…</c>: a country, a dot, then letters, digits and dots.</summary>
    public static bool IsBsuid(string? id) =>
        id is { Length: > 3 and <= LongestBsuid }
        && char.IsAsciiLetterUpper(id[0])
        && char.IsAsciiLetterUpper(id[1])
        && id[2] == '.'
        && id.AsSpan(3).IndexOfAnyExcept(IdCharacters) < 0;

    private static string? Username(string? name) => name?.TrimStart('@') is { Length: > 0 } bare ? bare : null;

    private static Person Opaque(string id, UserIds ids)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
        return new Person(hash, hash, ids);
    }
}
