using Bridge.Ops.Access;
using Bridge.Ops.Pages.Audit;
using Bridge.Ops.Pages.DeadLetters;
using Bridge.Ops.Pages.Insights;
using Bridge.Ops.Pages.Overview;
using Bridge.Ops.Pages.Sessions;
using Bridge.Ops.Pages.Tracing;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;

namespace Bridge.Ops.Pages;

/// <summary>Every route of <c>/ops</c>. Whoever may look may use those that do not say otherwise; what acts is for operators.</summary>
internal static class PageRoutes
{
    private const int MaxSignInBytes = 16 * 1024;

    public static void Map(WebApplication app)
    {
        var open = app.MapGroup(OpsSetup.PagePath)
            .AddEndpointFilter(RefuseWhenOffAsync)
            .AddEndpointFilter<RouteGroupBuilder, PageFailures>()
            .AddEndpointFilter(RefuseForgedAsync)
            .AllowAnonymous();
        open.MapGet("/sign-in", SessionPages.Show);
        // A stranger's body is read
        open.MapPost("/sign-in", SessionPages.SignInAsync).WithMetadata(new RequestSizeLimitAttribute(MaxSignInBytes));
        app.MapGet(Stylesheet.Address, Stylesheet.Send).AddEndpointFilter(RefuseWhenOffAsync).AllowAnonymous();

        var pages = app.MapGroup(OpsSetup.PagePath)
            .AddEndpointFilter<RouteGroupBuilder, PageFailures>()
            .AddEndpointFilter(RefuseForgedAsync);
        MapViewers(pages.MapGroup("").RequireAuthorization(OpsPolicy.Viewer));
        MapOperators(pages.MapGroup("").RequireAuthorization(OpsPolicy.Operator));
    }

    private static void MapViewers(RouteGroupBuilder pages)
    {
        pages.MapGet("", OverviewPages.ShowAsync);
        pages.MapGet("/groups", DeadLetterPages.ShowGroupsAsync);
        pages.MapGet("/dead-letters", DeadLetterPages.ShowListAsync);
        pages.MapGet("/dead-letters/{id:long}", DeadLetterPages.ShowAsync);
        pages.MapGet("/export", ExportPages.SendAsync);
        pages.MapGet("/replays", ReplayPages.ShowListAsync);
        pages.MapGet("/replays/{id:long}", ReplayPages.ShowAsync);
        pages.MapGet("/trace", TracePages.ShowAsync);
        pages.MapGet("/audit", AuditPages.ShowAsync);
        pages.MapGet("/insights", InsightsPages.ShowAsync);
        pages.MapGet("/insights/{chart}/csv", InsightsPages.SaveCsvAsync);
        pages.MapGet("/insights/{chart}/json", InsightsPages.SaveJsonAsync);
        pages.MapPost("/sign-out", SessionPages.SignOutAsync);
        pages.MapGet(
            "/{**address}",
            (OpsPage page) =>
                page.Say(
                    StatusCodes.Status404NotFound,
                    "There is no such page",
                    "The address may be mistyped, or from another version of Bridge."
                )
        );
    }

    private static void MapOperators(RouteGroupBuilder pages)
    {
        pages.MapPost("/destinations/{name}/resume", OverviewPages.ResumeAsync);
        pages.MapPost("/dead-letters/{id:long}/reveal", DeadLetterPages.RevealAsync);
        pages.MapPost("/dead-letters/{id:long}/edit", EditPages.ShowAsync);
        pages.MapPost("/dead-letters/{id:long}/content", EditPages.SaveAsync);
        pages.MapGet("/replay", ReplayPages.PlanAsync);
        pages.MapPost("/replays", ReplayPages.StartAsync);
        pages.MapPost("/replays/{id:long}/pause", ReplayPages.PauseAsync);
        pages.MapPost("/replays/{id:long}/resume", ReplayPages.ResumeAsync);
        pages.MapPost("/replays/{id:long}/cancel", ReplayPages.CancelAsync);
        pages.MapGet("/discard", DiscardPages.AskAsync);
        pages.MapPost("/discard", DiscardPages.DiscardAsync);
        pages.MapPost("/restore", DiscardPages.RestoreAsync);
    }

    /// <summary>What is posted must come from a form of these pages.</summary>
    private static async ValueTask<object?> RefuseForgedAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        return
            HttpMethods.IsPost(context.Request.Method)
            && !await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context)
            ? new OpsPage(context).Say(
                StatusCodes.Status400BadRequest,
                "This was not done",
                "The form was too old, or not from this page. Go back, load the page again, and repeat it."
            )
            : await next(invocation);
    }

    private static ValueTask<object?> RefuseWhenOffAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next) =>
        invocation.HttpContext.RequestServices.GetRequiredService<OpsUsers>().IsEmpty
            ? ValueTask.FromResult<object?>(SwitchedOff.Answer())
            : next(invocation);
}
