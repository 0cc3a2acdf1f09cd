namespace Bridge.Ops.Api;

/// <summary>Says as problem details (RFC 9457) what could not be done.</summary>
internal sealed class ApiFailures(ILogger<ApiFailures> logger) : OpsFailureFilter(logger)
{
    protected override void Check(HttpContext context) =>
        context.Request.Query.RefuseOthers(context.GetEndpoint()!.Metadata.GetOrderedMetadata<QueryParameter>());

    protected override IResult Render(HttpContext context, OpsFailure failure) =>
        TypedResults.Problem(failure.Sentence, statusCode: failure.Status);
}

/// <summary>
/// Gives the refusals that routing and authorisation leave bare (401, 403, 404, 405, 415) a body too, where they concern the API. A startup
/// filter, because these answer before any endpoint.
/// </summary>
internal sealed class ApiRefusals : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            app.UseWhen(
                context => context.Request.Path.StartsWithSegments(DeadLetterApi.Root, StringComparison.OrdinalIgnoreCase),
                branch => branch.UseStatusCodePages()
            );
            next(app);
        };
}
