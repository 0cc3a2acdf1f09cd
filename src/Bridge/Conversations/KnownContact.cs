using System.Globalization;

namespace Bridge.Conversations;

/// <summary>Somebody who was known before Bridge met them, so that their first message makes no <c>contact.created</c>.</summary>
/// <param name="Id">A phone number with <c>+</c>, or a business-scoped id.</param>
/// <param name="FirstSeen">When they were met elsewhere; null where nobody says.</param>
internal sealed record KnownContact(string Id, DateTimeOffset? FirstSeen)
{
    private const int FewestDigits = 7;
    private const int MostDigits = 15;

    /// <summary>Reads a line: a number or id, and behind a comma or semicolon, if anything, the date.</summary>
    /// <returns>Null for a line that names nobody.</returns>
    public static KnownContact? Read(string line)
    {
        var columns = line.Split([',', ';', '\t'], 3, StringSplitOptions.TrimEntries);
        var id = ReadId(columns[0].Trim('"'));
        var date = columns.Length > 1 ? columns[1].Trim('"') : "";
        return id is null ? null
            : date.Length == 0 ? new KnownContact(id, null)
            : DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var seen)
                ? new KnownContact(id, seen)
            : null;
    }

    /// <summary>As people write numbers: with or without <c>+</c>, with spaces, dots, dashes and brackets.</summary>
    private static string? ReadId(string text)
    {
        if (text is [>= 'A' and <= 'Z', >= 'A' and <= 'Z', '.', _, ..] && !text.Contains(' ', StringComparison.Ordinal))
        {
            return text;
        }

        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        var isNumber = text.All(c => char.IsAsciiDigit(c) || " +-.()".Contains(c, StringComparison.Ordinal));
        return isNumber && digits.Length is >= FewestDigits and <= MostDigits ? "+" + digits : null;
    }
}
