using Bridge.Core.Insights;

namespace Bridge.Insights;

/// <summary>What happened in a range, as people and programs see it. Nothing in it is about a person.</summary>
/// <param name="At">When it was read.</param>
internal sealed record InsightsReport(
    DateTimeOffset At,
    InsightsRange Range,
    InsightsFilter Filter,
    IReadOnlyList<Figure> Figures,
    IReadOnlyList<Chart> Charts,
    InsightsChoices Choices
)
{
    public static InsightsReport Of(InsightsData data, DateTimeOffset now) =>
        new(now, data.Range, data.Filter, Insights.Figures.Of(data), Insights.Charts.Of(data), InsightsChoices.Of(data));

    public Chart? FindChart(string id) => Charts.FirstOrDefault(chart => chart.Id == id);
}

/// <summary>What can be chosen: what has figures in the range.</summary>
internal sealed record InsightsChoices(
    IReadOnlyList<string> Numbers,
    IReadOnlyList<string> Channels,
    IReadOnlyList<string> Agents,
    IReadOnlyList<string> Campaigns
)
{
    private const int MostOfKind = 500;

    public static InsightsChoices Of(InsightsData data) =>
        new([.. data.Numbers], data.Channels, Values(data, Slice.Agent), Values(data, Slice.Campaign));

    private static List<string> Values(InsightsData data, Slice slice) =>
        [
            .. data.By(slice)
                .OrderByDescending(one => one.Value[Measure.Sent])
                .Take(MostOfKind)
                .Select(one => one.Key)
                .Order(StringComparer.Ordinal),
        ];
}
