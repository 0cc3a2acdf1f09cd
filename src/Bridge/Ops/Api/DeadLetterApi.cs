using Bridge.Telemetry;
using Microsoft.AspNetCore.Mvc;

namespace Bridge.Ops.Api;

/// <summary>The API of the administration of dead letters and the overview: what it consists of, and who may use what.</summary>
internal static class DeadLetterApi
{
    public const string Root = OpsSetup.ApiPath;
    public const string DocumentPath = Root + "/openapi.json";

    /// <summary>Room for the numbers of 10 000 dead letters.</summary>
    public const int MaxBodyBytes = 512 * 1024;

    /// <summary>Room for what Meta may send, as a JSON string.</summary>
    public const int MaxContentBytes = 16 * 1024 * 1024;

    public static WebApplicationBuilder AddDeadLetterApi(this WebApplicationBuilder builder)
    {
        builder.Services.ConfigureHttpJsonOptions(options => ApiJson.Apply(options.SerializerOptions));
        builder.Services.AddProblemDetails(options =>
            options.CustomizeProblemDetails = problem => problem.ProblemDetails.Extensions["traceId"] = ErrorTrace.Of(problem.HttpContext)
        );
        builder.Services.AddTransient<IStartupFilter, ApiRefusals>();
        return builder.AddApiDocument();
    }

    /// <summary>
    /// Everything under <c>/api</c>. Who is signed in may look, masked, and read the document; an operator may act and see people unmasked.
    /// </summary>
    public static IEndpointRouteBuilder MapDeadLetterApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup(Root)
            .RequireAuthorization(OpsPolicy.Viewer)
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
            .AddEndpointFilter<RouteGroupBuilder, ApiFailures>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        api.MapGroup("/dead-letters").WithTags("Dead letters").MapDeadLetters().MapActions();
        api.MapGroup("/dead-letters").WithTags("Replays").MapReplays();
        api.MapGroup("").WithTags("Overview").MapOverview();
        api.MapGroup("").WithTags("Journal").MapJournal();
        api.MapGroup("").WithTags("Insights").MapInsights();
        app.MapOpenApi(DocumentPath).RequireAuthorization(OpsPolicy.Viewer);
        return app;
    }

    /// <summary>Only an operator may; on top of what the group asks for.</summary>
    public static RouteHandlerBuilder ForOperators(this RouteHandlerBuilder route) => route.RequireAuthorization(OpsPolicy.Operator);

    /// <summary>The query parameters of a route; any other is refused.</summary>
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder route, params IEnumerable<QueryParameter> parameters) =>
        route.WithMetadata([.. parameters]);

    /// <summary>What a route does, and what a caller must know of it.</summary>
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder route, string summary, string? more = null) =>
        more is null ? route.WithSummary(summary) : route.WithSummary(summary).WithDescription(more);

    public static RouteHandlerBuilder MayBeMissing(this RouteHandlerBuilder route) => route.ProducesProblem(StatusCodes.Status404NotFound);

    public static RouteHandlerBuilder MayConflict(this RouteHandlerBuilder route) => route.ProducesProblem(StatusCodes.Status409Conflict);
}
