using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Bridge.Core.Users;

namespace Bridge.Identity;

/// <summary>Digits of people's numbers, to be looked for in what leaves Bridge.</summary>
internal static partial class TellingDigits
{
    /// <summary>Members whose value is somebody's number, wherever they stand.</summary>
    private static readonly HashSet<string> NumberNames =
    [
        "wa_id",
        "from",
        "to",
        "recipient_id",
        "phone_number",
        "phone",
        "display_phone_number",
        "new_wa_id",
        "input",
        "customer",
        "recipient_participant_id",
        "participant_recipient_id",
    ];

    /// <summary>All numbers of people in a body of Meta's.</summary>
    public static IEnumerable<string> Numbers(JsonNode? node) =>
        node switch
        {
            JsonObject json => json.SelectMany(member =>
                NumberNames.Contains(member.Key) && member.Value is JsonValue value
                    ? Person.Digits(value.ToString()) is { } digits
                        ? [digits]
                        : []
                    : Numbers(member.Value)
            ),
            JsonArray array => array.SelectMany(Numbers),
            _ => [],
        };

    /// <summary>Every row of as many digits as tell a person.</summary>
    public static IEnumerable<string> Windows(string text) =>
        Enumerable
            .Range(0, Math.Max(0, text.Length - Redaction.TellingDigits + 1))
            .Select(start => text.Substring(start, Redaction.TellingDigits))
            .Where(window => window.All(char.IsAsciiDigit));

    /// <summary>
    /// Meta's own id of the business number is no number, though old samples write the number for it; hashes and the event's id are none
    /// either.
    /// </summary>
    public static string Checked(string item)
    {
        var json = JsonNode.Parse(item)!;
        var context = json["context"]!.AsObject();
        context.Remove("phoneNumberId");
        context.Remove("businessAccountId");
        context.Remove("eventId");
        if ((string?)json["properties"]!["chatId"] is { } chat)
        {
            json["properties"]!["chatId"] = chat[(chat.LastIndexOf('_') + 1)..];
        }

        return Pseudonym().Replace(json.ToJsonString(), "");
    }

    /// <summary>Those of the digits that stand in a text.</summary>
    public static IEnumerable<string> Found(string text, HashSet<string> windows) => Windows(text).Where(windows.Contains).Distinct();

    [GeneratedRegex("[0-9a-f]{64}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pseudonym();
}
