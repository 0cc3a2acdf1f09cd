using System.Text.Json;
using Bridge.Core.Insights;
using Bridge.Insights;

namespace Bridge.Ops.Api;

/// <summary>The figures of a range as the API and <c>--json</c> give them.</summary>
/// <param name="Step">What the charts over time count by: <c>hour</c> or <c>day</c> (UTC).</param>
/// <param name="Totals">Each figure by its name, in messages, conversations or seconds; null for what is not known.</param>
/// <param name="Before">The same of the range before.</param>
/// <param name="Parts">Of figures that are a part of something: of what, and how large it is.</param>
/// <param name="Unknown">Why a figure is not known, or says nothing yet.</param>
internal sealed record InsightsDocument(
    DateTimeOffset At,
    DateTimeOffset From,
    DateTimeOffset To,
    string Step,
    IReadOnlyDictionary<string, string?> Filter,
    IReadOnlyDictionary<string, double?> Totals,
    IReadOnlyDictionary<string, double?> Before,
    IReadOnlyDictionary<string, FigurePart> Parts,
    IReadOnlyDictionary<string, string> Unknown,
    IReadOnlyList<ChartDocument> Charts
)
{
    public static InsightsDocument Of(InsightsReport report) =>
        new(
            report.At,
            report.Range.From,
            report.Range.To,
            report.Range.IsByDay ? "day" : "hour",
            InsightsParameters.Write(report.Filter).ToDictionary(one => one.Key, one => one.Value),
            report.Figures.ToDictionary(figure => figure.Definition.Name, figure => figure.Value),
            report.Figures.ToDictionary(figure => figure.Definition.Name, figure => figure.Before),
            report.Figures.Where(figure => figure.Of is not null).ToDictionary(figure => figure.Definition.Name, FigurePart.From),
            report
                .Figures.Where(figure => figure.Unknown is not null)
                .ToDictionary(figure => figure.Definition.Name, figure => figure.Unknown!),
            [.. report.Charts.Select(ChartDocument.Of)]
        );
}

/// <param name="N">How many there were in all.</param>
/// <param name="Of">What they were, in words.</param>
/// <param name="Rate">Null of what is no part but measured on so many, such as a median.</param>
internal sealed record FigurePart(long N, string Of, double? Rate)
{
    public static FigurePart From(Figure figure) => new(figure.Of ?? 0, figure.OfWhat ?? "", figure.IsSeconds ? null : figure.Rate);
}

/// <summary>A chart's table.</summary>
/// <param name="Unknown">Why it is empty; null when it is not.</param>
/// <param name="Notes">What of it cannot be known, and what would make it known.</param>
/// <param name="LeftOut">How many have no row of their own: the last row is theirs together. 0 when all have.</param>
internal sealed record ChartDocument(
    string Id,
    string Title,
    string Meaning,
    string? Unknown,
    ChartKind Kind,
    IReadOnlyList<Column> Columns,
    IReadOnlyList<IReadOnlyList<JsonElement>> Rows,
    IReadOnlyList<string> Notes,
    int LeftOut = 0
)
{
    public static ChartDocument Of(Chart chart) =>
        new(
            chart.Id,
            chart.Title,
            chart.Meaning,
            chart.Unknown,
            chart.Kind,
            chart.Columns,
            [
                .. chart.Rows.Select(row =>
                    (IReadOnlyList<JsonElement>)[.. row.Select(value => JsonSerializer.SerializeToElement(value, ApiJson.Options))]
                ),
            ],
            chart.Notes,
            chart.LeftOut
        );
}

/// <summary>What figures mean, for <c>--explain</c> and the API.</summary>
internal sealed record DefinitionsDocument(IReadOnlyList<string> General, IReadOnlyList<Definition> Figures)
{
    public static DefinitionsDocument All { get; } = new(Definitions.General, [.. Definitions.All, .. Definitions.OfAds]);
}
