using System.Text.RegularExpressions;

namespace Bridge.DeadLetters;

/// <summary>
/// Hides who somebody is in what is shown: phone numbers, scoped ids and Meta's message ids, which hold a number. Names of accounts, times
/// and event ids stay.
/// </summary>
internal static partial class DeadLetterMask
{
    /// <summary>What stands in place of what is hidden.</summary>
    public const string Blind = "•••••";

    /// <summary>A user id, recognisable to who knows it: <c>+49•••••78</c>.</summary>
    public static string User(string userId) =>
        userId is "system" ? userId
        : IsPseudonym(userId) ? userId[..8] + "…"
        : Hide(userId);

    /// <summary>A content: the event, or what Meta sent.</summary>
    public static string Content(string content) =>
        Telling().Replace(content, found => found.Groups["keep"].Success ? found.Value : Hide(found.Value));

    private static bool IsPseudonym(string userId) => userId.Length == 64 && userId.All(char.IsAsciiHexDigitLower);

    private static string Hide(string id)
    {
        var colon = id.IndexOf(':', StringComparison.Ordinal) + 1; // messenger:123…
        var kept =
            id.StartsWith("wamid", StringComparison.OrdinalIgnoreCase) ? 6
            : colon > 0 ? colon
            : 3;
        return id.Length < kept + 4 ? Blind : $"{id[..kept]}{Blind}{id[^2..]}";
    }

    /// <remarks>
    /// First what looks like it and is none: UUIDs, times, and the numbers of the business's own accounts; pseudonyms are hexadecimal.
    /// </remarks>
    [GeneratedRegex(
        """
            (?<keep>\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\b[0-9a-f]{64}\b
            |"(?:phone_number_id|phoneNumberId|display_phone_number|displayPhoneNumber|timestamp|time|businessAccountId|waba_id|account)"
                \s*:\s*"?[0-9+ ()-]+
            |"entry"\s*:\s*\[\s*\{\s*"id"\s*:\s*"[0-9]+")
            |wac?m?id\.[A-Za-z0-9+/=_-]+
            |(?<![A-Za-z0-9])[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{6,}\b
            |\b(?:messenger|instagram):[0-9]+
            |(?<![0-9])\+?[0-9]{7,15}(?![0-9])
            """,
        RegexOptions.IgnorePatternWhitespace,
        matchTimeoutMilliseconds: 2000
    )]
    private static partial Regex Telling();
}
