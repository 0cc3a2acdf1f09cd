using System.Globalization;
using Bridge.Core.Insights;

namespace Bridge.Insights;

/// <summary>When people write: by the weekday and hour of the zone asked for.</summary>
internal static class HeatMap
{
    private const int Hours = 24;
    private static readonly DayOfWeek[] Week =
    [
        DayOfWeek.Monday,
        DayOfWeek.Tuesday,
        DayOfWeek.Wednesday,
        DayOfWeek.Thursday,
        DayOfWeek.Friday,
        DayOfWeek.Saturday,
        DayOfWeek.Sunday,
    ];

    public static Chart Of(InsightsData data)
    {
        var counts = new long[Week.Length, Hours];
        foreach (var (hour, count) in data.Range.Steps.SelectMany(step => HoursOf(data, step)))
        {
            var local = TimeZoneInfo.ConvertTime(hour, data.Filter.ZoneOrUtc);
            counts[(int)local.DayOfWeek, local.Hour] += count;
        }

        var chart = new Chart(
            "hours",
            "When people write",
            $"Messages received, by weekday and hour in {data.Filter.ZoneOrUtc.Id}. Counted by whole hours of UTC.",
            ChartKind.Heat,
            [new("hour", Unit.Text), .. Week.Select(day => new Column(CultureInfo.InvariantCulture.DateTimeFormat.GetDayName(day)))],
            [.. Enumerable.Range(0, Hours).Select(hour => RowOf(hour, counts))]
        );
        return data.Filter.Focus.Slice != Slice.Whole ? (chart with { Unknown = Reasons.NotKept(data.Filter.Focus.Slice) }).OrUnknown("")
            : data.Focus()[Measure.Received] == 0 ? (chart with { Unknown = Reasons.NothingCounted }).OrUnknown("")
            : chart;
    }

    private static IEnumerable<(DateTimeOffset Hour, long Count)> HoursOf(InsightsData data, DateTimeOffset step) =>
        data.Range.IsByDay
            ? data.HoursAt(step)
                .Select(one => (step.AddHours(int.Parse(one.Key, CultureInfo.InvariantCulture)), one.Value[Measure.Received]))
            : [(step, data.FocusAt(step)[Measure.Received])];

    private static object?[] RowOf(int hour, long[,] counts) => [$"{hour:00}:00", .. Week.Select(day => (object)counts[(int)day, hour])];
}
