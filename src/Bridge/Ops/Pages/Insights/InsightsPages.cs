using Bridge.DeadLetters;
using Bridge.Insights;
using Bridge.Ops.Api;
using Microsoft.Net.Http.Headers;

namespace Bridge.Ops.Pages.Insights;

/// <summary>The page of figures, and each of its charts as a file.</summary>
internal static class InsightsPages
{
    public const string Path = OpsSetup.PagePath + "/insights";

    public static async Task<IResult> ShowAsync(OpsPage page, InsightsQuery insights, CancellationToken cancellationToken)
    {
        var (filter, problem) = Read(page);
        var report = await insights.GetAsync(filter, cancellationToken);
        return page.Show(
            new View(InsightsView.Title(report), InsightsView.Page(report, problem))
            {
                Section = Path,
                Status = problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
            }
        );
    }

    public static Task<IResult> SaveCsvAsync(string chart, OpsPage page, InsightsQuery insights, CancellationToken cancellationToken) =>
        SaveAsync(chart, "csv", page, insights, cancellationToken);

    public static Task<IResult> SaveJsonAsync(string chart, OpsPage page, InsightsQuery insights, CancellationToken cancellationToken) =>
        SaveAsync(chart, "json", page, insights, cancellationToken);

    private static async Task<IResult> SaveAsync(
        string chart,
        string format,
        OpsPage page,
        InsightsQuery insights,
        CancellationToken cancellationToken
    )
    {
        var report = await insights.GetAsync(InsightsParameters.Read(page.TextOf), cancellationToken);
        var found = report.FindChart(chart) ?? throw InsightsEndpoints.NoChart(chart, report);
        page.Context.Response.Headers[HeaderNames.ContentDisposition] = $"attachment; filename=\"{found.Id}.{format}\"";
        return InsightsEndpoints.Answer(found, format);
    }

    /// <summary>What was typed and makes no sense is told, and not guessed.</summary>
    private static (InsightsFilter Filter, string? Problem) Read(OpsPage page)
    {
        try
        {
            return (InsightsParameters.Read(page.TextOf), null);
        }
        catch (AdminException problem)
        {
            return (new InsightsFilter(InsightsFilter.DefaultSince), problem.Message);
        }
    }

    private static string? TextOf(this OpsPage page, string parameter) => page.Query[parameter].FirstOrDefault();
}
