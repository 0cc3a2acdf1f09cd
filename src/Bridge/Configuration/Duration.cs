using System.Globalization;
using System.Text.RegularExpressions;

namespace Bridge.Configuration;

/// <summary>Durations as people write them, in settings and on the command line: <c>200ms</c>, <c>30s</c>, <c>7d</c>.</summary>
internal static partial class Duration
{
    /// <summary>The most seconds: about thirty years.</summary>
    private const double Most = 1e9;

    /// <summary>
    /// A number and <c>ms</c>, <c>s</c>, <c>m</c>, <c>h</c> or <c>d</c>, or hours and minutes such as <c>24:00:00</c>, which the framework
    /// takes for 24 days; null when the text is none.
    /// </summary>
    public static TimeSpan? Parse(string text) =>
        Clock().Match(text) is { Success: true } clock
            ? new TimeSpan(Number(clock, "h"), Number(clock, "m"), Number(clock, "s"))
            : WithUnit(text);

    private static TimeSpan? WithUnit(string text) =>
        Pattern().Match(text) is { Success: true } match
        && double.Parse(match.Groups["n"].Value, CultureInfo.InvariantCulture) * Seconds(match.Groups["unit"].Value)
            is var seconds
                and < Most
            ? TimeSpan.FromSeconds(seconds)
            : null;

    /// <summary>In the largest unit that takes no fraction: <c>7d</c>, <c>90s</c>.</summary>
    public static string Write(TimeSpan time) =>
        time == TimeSpan.Zero ? "0s"
        : time.Ticks % TimeSpan.TicksPerDay == 0 ? $"{time.Ticks / TimeSpan.TicksPerDay}d"
        : time.Ticks % TimeSpan.TicksPerHour == 0 ? $"{time.Ticks / TimeSpan.TicksPerHour}h"
        : time.Ticks % TimeSpan.TicksPerMinute == 0 ? $"{time.Ticks / TimeSpan.TicksPerMinute}m"
        : time.Ticks % TimeSpan.TicksPerSecond == 0 ? $"{time.Ticks / TimeSpan.TicksPerSecond}s"
        : $"{time.TotalMilliseconds}ms";

    /// <summary>How many seconds a unit is; one when it is none.</summary>
    public static double Seconds(string unit) =>
        unit switch
        {
            "ms" => 0.001,
            "m" => 60,
            "h" => 3600,
            "d" => 86400,
            _ => 1,
        };

    private static int Number(Match match, string group) =>
        match.Groups[group] is { Success: true, Value: var digits } ? int.Parse(digits, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^(?<h>\d{1,4}):(?<m>[0-5]\d)(:(?<s>[0-5]\d))?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Clock();

    [GeneratedRegex(@"^(?<n>\d{1,9}(\.\d{1,6})?)(?<unit>ms|s|m|h|d)\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
