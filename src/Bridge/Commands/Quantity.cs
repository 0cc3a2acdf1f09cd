using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Bridge.Commands;

/// <summary>Amounts as people type them: <c>200ms</c>, <c>30s</c>, <c>500/s</c>, <c>5%</c>, <c>1-20</c>.</summary>
internal static partial class Quantity
{
    /// <summary>As in settings: <c>200ms</c>, <c>30s</c>; null when the text is none.</summary>
    public static TimeSpan? Duration(string text) => Configuration.Duration.Parse(text);

    /// <summary>
    /// How many a second: a number, alone or with <c>/s</c>, <c>/m</c> or <c>/h</c>; null when the text is none or not positive.
    /// </summary>
    public static double? Rate(string text) =>
        RatePattern().Match(text) is { Success: true } match && Number(match.Groups["n"].Value) is var number and > 0
            ? number / (match.Groups["unit"] is { Success: true, Value: var unit } ? Configuration.Duration.Seconds(unit) : 1)
            : null;

    /// <summary>A part of the whole: <c>5%</c> or <c>0.05</c>; null when the text is none or not between 0 and 1.</summary>
    public static double? Share(string text) =>
        SharePattern().Match(text) is { Success: true } match
        && Number(match.Groups["n"].Value) / (match.Groups["percent"].Success ? 100 : 1) is var share and <= 1
            ? share
            : null;

    /// <summary>
    /// A whole number or two with a hyphen between; null when the text is neither, or the first is larger, or outside the limits.
    /// </summary>
    public static (int Least, int Most)? Range(string text, int least, int most) =>
        RangePattern().Match(text) is { Success: true } match
        && int.TryParse(match.Groups["a"].Value, out var a)
        && int.TryParse(match.Groups["b"] is { Success: true, Value: var b } ? b : match.Groups["a"].Value, out var last)
        && least <= a
        && a <= last
        && last <= most
            ? (a, last)
            : null;

    /// <summary>The parser of an option: what <paramref name="read"/> makes of its text, or an error that says what is expected.</summary>
    public static Func<ArgumentResult, T?> Parser<T>(Func<string, T?> read, string expected)
        where T : struct =>
        result =>
        {
            var text = result.Tokens[0].Value;
            if (read(text) is { } value)
            {
                return value;
            }

            result.AddError($"'{text}' is not {expected}.");
            return null;
        };

    /// <summary>What was typed for an option that takes a number; null when nothing was, or it is none, which the parser says.</summary>
    public static double? Typed(OptionResult result) =>
        result.Tokens is [var token] && double.TryParse(token.Value, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<n>\d{1,9}(\.\d{1,6})?)(/(?<unit>s|m|h))?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RatePattern();

    [GeneratedRegex(@"^(?<n>\d{1,3}(\.\d{1,6})?)(?<percent>%)?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SharePattern();

    [GeneratedRegex(@"^(?<a>\d{1,9})(-(?<b>\d{1,9}))?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RangePattern();
}
