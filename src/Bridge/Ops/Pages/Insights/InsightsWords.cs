using System.Globalization;
using Bridge.Insights;
using Bridge.Ops.Api;

namespace Bridge.Ops.Pages.Insights;

/// <summary>How figures are said, on the page and in a terminal.</summary>
internal static class InsightsWords
{
    public const string Unknown = "–";

    public static string Count(double? count) => count is { } number ? DisplayText.Number((long)number) : Unknown;

    /// <summary><c>4 s</c>, <c>12 min 5 s</c>, <c>3 h 20 min</c>, <c>2 d 1 h</c>.</summary>
    public static string Seconds(double? seconds)
    {
        if (seconds is not { } length)
        {
            return Unknown;
        }

        var time = TimeSpan.FromSeconds(Math.Round(length));
        return time.TotalMinutes < 1 ? $"{time.Seconds} s"
            : time.TotalHours < 1 ? Two(time.Minutes, "min", time.Seconds, "s")
            : time.TotalDays < 1 ? Two(time.Hours, "h", time.Minutes, "min")
            : Two((int)time.TotalDays, "d", time.Hours, "h");
    }

    public static string Rate(double? rate) => rate is { } part ? part.ToString("P1", Percent) : Unknown;

    /// <summary><c>+12 %</c>; empty where there is nothing to compare with.</summary>
    public static string Change(double? now, double? before) =>
        now is { } value && before is > 0 ? ((value - before.Value) / before.Value).ToString("+0 %;-0 %;±0 %", Percent) : "";

    /// <summary><c>95.0 % of n=1,200 sent</c>, <c>n=30 answers</c>.</summary>
    public static string Part(FigurePart part) =>
        part.Rate is { } rate ? $"{Rate(rate)} of n={DisplayText.Number(part.N)} {part.Of}" : $"n={DisplayText.Number(part.N)} {part.Of}";

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static string Of(Unit unit, double? value) =>
        unit switch
        {
            Unit.Seconds => Seconds(value),
            Unit.Rate => Rate(value),
            Unit.Money => value?.ToString("#,0.##", CultureInfo.InvariantCulture) ?? Unknown,
            _ => Count(value),
        };

    /// <summary>A value of a table.</summary>
    public static string Cell(Column column, object? value) =>
        value switch
        {
            null => Unknown,
            DateTimeOffset time => Time(time),
            string text => text,
            _ => Of(column.Unit, Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        };

    /// <summary>With the column's name.</summary>
    public static string Of(Column column, double? value) => $"{column.Name} {Of(column.Unit, value)}";

    private static NumberFormatInfo Percent { get; } =
        new()
        {
            PercentPositivePattern = 0,
            PercentNegativePattern = 0,
            PercentSymbol = "%",
        };

    private static string Two(int large, string unit, int small, string smallUnit) =>
        small == 0 ? $"{large} {unit}" : $"{large} {unit} {small} {smallUnit}";
}
