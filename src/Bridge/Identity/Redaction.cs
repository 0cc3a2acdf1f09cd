using System.Text.RegularExpressions;

namespace Bridge.Identity;

/// <summary>
/// Makes what people wrote safe to leave: digits that may be a phone number become <c>#</c>, message ids (which hold one) their pseudonym.
/// </summary>
internal static partial class Redaction
{
    /// <summary>So many digits of a number are enough to find somebody.</summary>
    public const int TellingDigits = 7;

    /// <summary>No phone number has more digits: a longer run is the id of an ad or the like.</summary>
    private const int MostDigitsOfPhone = 15;

    /// <param name="pseudonym">What stands for a message id.</param>
    /// <param name="numbers">The person's own numbers: they are redacted within longer runs of digits too.</param>
    public static string Redact(string text, Func<string, string> pseudonym, IReadOnlyList<string> numbers) =>
        IsTime().IsMatch(text)
            ? text
            : Digits().Replace(MessageIds().Replace(text, id => pseudonym(id.Value)), run => Hide(run.Value, numbers));

    /// <summary>Whether a text holds what may be somebody's phone number, or a message id.</summary>
    public static bool MayHoldNumber(string text) => Redact(text, _ => "", []) != text;

    /// <summary>Whether a text holds seven digits of one of the numbers in a row.</summary>
    public static bool Reveals(ReadOnlySpan<char> text, IReadOnlyList<string> numbers)
    {
        for (var start = 0; start + TellingDigits <= text.Length; start++)
        {
            if (char.IsAsciiDigit(text[start]) && IsPartOfAny(text.Slice(start, TellingDigits), numbers))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPartOfAny(ReadOnlySpan<char> digits, IReadOnlyList<string> numbers)
    {
        foreach (var number in numbers)
        {
            if (number.AsSpan().Contains(digits, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Digits in groups, of which those that are too long for a phone number pass unless they hold the person's.</summary>
    private static string Hide(string run, IReadOnlyList<string> numbers)
    {
        var groups = Group().Matches(run);
        var isPhone = groups.Where(group => group.Length <= MostDigitsOfPhone).Sum(group => group.Length) >= TellingDigits;
        return Group()
            .Replace(
                run,
                group =>
                    (group.Length <= MostDigitsOfPhone ? isPhone : Reveals(group.ValueSpan, numbers))
                        ? new string('#', group.Length)
                        : group.Value
            );
    }

    [GeneratedRegex(@"wac?m?id\.[A-Za-z0-9+/=_.-]+", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MessageIds();

    /// <summary>Seven digits or more, of any script, with what people write between them.</summary>
    [GeneratedRegex(@"\d(?:[\s()+./\\-]{0,3}\d){6,}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Digits();

    [GeneratedRegex(@"\d+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Group();

    [GeneratedRegex(
        @"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,7})?(Z|[+-][0-9]{2}:[0-9]{2})\z",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex IsTime();
}
