using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Bridge.Attribution;

/// <summary>How much of its allowance Meta says is used, in the headers of an answer.</summary>
internal static partial class MetaUsage
{
    /// <summary>In percent; who goes on asking is refused soon.</summary>
    private const double Full = 95;

    private static readonly TimeSpan Least = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Most = TimeSpan.FromHours(1);

    /// <summary>How long not to ask; null while there is room.</summary>
    public static TimeSpan? PauseOf(HttpResponseHeaders headers)
    {
        var text = Text(headers, "X-Business-Use-Case-Usage") + Text(headers, "X-FB-Ads-Insights-Throttle");
        var minutes = Figures(Regain(), text);
        return minutes > 0 ? TimeSpan.FromMinutes(Math.Clamp(minutes, Least.TotalMinutes, Most.TotalMinutes))
            : Figures(Used(), text) >= Full ? Least
            : null;
    }

    private static string Text(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : "";

    private static double Figures(Regex pattern, string text) =>
        pattern
            .Matches(text)
            .Select(match => double.Parse(match.Groups["figure"].ValueSpan, CultureInfo.InvariantCulture))
            .DefaultIfEmpty(0)
            .Max();

    [GeneratedRegex(
        """estimated_time_to_regain_access"\s*:\s*(?<figure>\d{1,6})""",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Regain();

    [GeneratedRegex(
        """(?:call_count|total_cputime|total_time|app_id_util_pct|acc_id_util_pct)"\s*:\s*(?<figure>\d{1,6}(?:\.\d{1,6})?)""",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Used();
}
