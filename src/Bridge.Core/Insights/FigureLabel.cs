using System.Text.RegularExpressions;

namespace Bridge.Core.Insights;

/// <summary>What may stand as a name in figures, which hold no person: a CRM may write anything where a name is asked for.</summary>
public static partial class FigureLabel
{
    /// <summary>Instead of a word that no programmer chose.</summary>
    public const string Other = CellTable.Other;

    /// <summary>Instead of a name that may be a person's number.</summary>
    public const string Withheld = "withheld";

    private const int Longest = 100;
    private const int FewestDigits = 6;
    private const int DigitsOfPerson = 7;

    /// <summary>A kind, a class or a reason: short, small letters, and no digits that may be a number.</summary>
    public static bool IsWord(string text) => Word().IsMatch(text) && text.Count(char.IsAsciiDigit) < FewestDigits;

    /// <summary>An id or a name of an agent, a campaign, a template or an ad.</summary>
    /// <param name="person">The digits, or the id, of the person whom the event is about.</param>
    public static string Of(string text, string person) =>
        MayBeNumber(text) || Names(text, person) ? Withheld
        : text.Length > Longest ? text[..Longest]
        : text;

    /// <summary>What a link carried or a person wrote: its digits may be anybody's.</summary>
    public static string OfWritten(string text, string person) => text.Count(char.IsDigit) >= FewestDigits ? Withheld : Of(text, person);

    /// <summary>Written as people write telephone numbers; ids of digits alone, as Meta's, do not begin with a plus or a zero.</summary>
    private static bool MayBeNumber(string text)
    {
        var digits = text.Count(char.IsDigit);
        return digits >= DigitsOfPerson
            && (text.TrimStart(' ', '(') is ['+' or '0', ..] || text.Contains("wa.me", StringComparison.OrdinalIgnoreCase));
    }

    private static bool Names(string text, string person)
    {
        if (person.Length < FewestDigits)
        {
            return false;
        }

        var end = person.All(char.IsAsciiDigit) && person.Length > DigitsOfPerson ? person[^DigitsOfPerson..] : person;
        return text.Contains(person, StringComparison.Ordinal)
            || string.Concat(text.Where(char.IsAsciiDigit)).EndsWith(end, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_.-]{0,39}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
