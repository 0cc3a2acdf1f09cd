using Bridge.DeadLetters;
using Bridge.Insights;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bridge.Ops.Api;

/// <summary>The figures for programs: <c>/api/insights</c>. Viewers may see all of them; no person is in them.</summary>
internal static class InsightsEndpoints
{
    public const string Path = "/insights";

    public static RouteGroupBuilder MapInsights(this RouteGroupBuilder api)
    {
        api.MapGet(Path, GetAsync)
            .WithQuery(InsightsParameters.All)
            .Describe(
                "Tells what happened in a range",
                "Figures, the same of the range before, and every chart as a table. Nothing in it is about a person."
            );
        api.MapGet(Path + "/definitions", () => TypedResults.Ok(DefinitionsDocument.All)).Describe("Tells what every figure means");
        api.MapGet(Path + "/charts/{chart}", GetChartAsync)
            .WithQuery([.. InsightsParameters.All, InsightsParameters.Format])
            .MayBeMissing()
            .Produces<ChartDocument>(StatusCodes.Status200OK, "application/json", "text/csv")
            .Describe("Gives one chart as a table", "As JSON, or as CSV for a spreadsheet.");
        return api;
    }

    private static async Task<Ok<InsightsDocument>> GetAsync(HttpContext context, InsightsQuery insights) =>
        TypedResults.Ok(InsightsDocument.Of(await insights.GetAsync(ReadFilter(context), context.RequestAborted)));

    private static async Task<IResult> GetChartAsync(string chart, HttpContext context, InsightsQuery insights)
    {
        var format = context.Request.Query[InsightsParameters.Format.Name].FirstOrDefault() ?? "json";
        InsightsParameters.Format.Kind.Read(InsightsParameters.Format.Name, format);
        var report = await insights.GetAsync(ReadFilter(context), context.RequestAborted);
        return Answer(report.FindChart(chart) ?? throw NoChart(chart, report), format);
    }

    /// <summary>A chart as a file that a browser saves.</summary>
    public static IResult Answer(Chart chart, string format) =>
        format == "csv"
            ? TypedResults.Text(InsightsCsv.Of(chart), InsightsCsv.ContentType)
            : TypedResults.Json(ChartDocument.Of(chart), ApiJson.Options);

    public static AdminException NoChart(string chart, InsightsReport report) =>
        new(AdminProblem.NotFound, $"There is no chart {chart}; there are {string.Join(", ", report.Charts.Select(known => known.Id))}.");

    private static InsightsFilter ReadFilter(HttpContext context) =>
        InsightsParameters.Read(name => context.Request.Query[name].FirstOrDefault());
}
