using System.Globalization;
using System.Text.RegularExpressions;

namespace Bridge.Configuration;

/// <summary>
/// Times of a setting: a number and <c>s</c>, <c>m</c>, <c>h</c> or <c>d</c>, or hours, minutes and seconds, with days before if need be.
/// </summary>
internal static partial class Durations
{
    /// <summary>
    /// Reads <c>30s</c>, <c>24h</c>, <c>7d</c>, <c>24:00:00</c> (a day, not 24) or <c>7.00:00:00</c>; null for anything else.
    /// </summary>
    public static TimeSpan? Read(string text) =>
        WithUnit().Match(text.Trim()) is { Success: true } amount ? Number(amount, "n") * Unit(amount.Groups["unit"].Value)
        : Clock().Match(text.Trim()) is { Success: true } clock
            ? TimeSpan.FromDays(Number(clock, "d"))
                + TimeSpan.FromHours(Number(clock, "h"))
                + TimeSpan.FromMinutes(Number(clock, "m"))
                + TimeSpan.FromSeconds(Number(clock, "s"))
        : null;

    /// <summary>As people write it, in the largest unit that it is a whole number of.</summary>
    public static string Text(TimeSpan time) =>
        time.Ticks % TimeSpan.TicksPerDay == 0 && time > TimeSpan.Zero ? $"{time.Days}d"
        : time.Ticks % TimeSpan.TicksPerHour == 0 && time > TimeSpan.Zero ? $"{(int)time.TotalHours}h"
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds}s");

    private static int Number(Match match, string group) =>
        match.Groups[group] is { Success: true, Value: var digits } ? int.Parse(digits, CultureInfo.InvariantCulture) : 0;

    private static TimeSpan Unit(string unit) =>
        unit switch
        {
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            "d" => TimeSpan.FromDays(1),
            _ => TimeSpan.FromSeconds(1),
        };

    [GeneratedRegex(@"^(?<n>[0-9]{1,6})(?<unit>s|m|h|d)\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WithUnit();

    [GeneratedRegex(
        @"^((?<d>[0-9]{1,5})\.)?(?<h>[0-9]{1,4}):(?<m>[0-5][0-9])(:(?<s>[0-5][0-9]))?\z",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Clock();
}
