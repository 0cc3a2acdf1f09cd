using Bridge.DeadLetters;
using Bridge.Ops.Overview;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Bridge.Ops.Api;

/// <summary>What is done to dead letters, and to a paused destination. Each needs an operator and leaves a row in the audit.</summary>
internal static class ActionEndpoints
{
    private const string MustSayAll = "A filter that narrows nothing is refused unless it says \"all\": true.";

    public static RouteGroupBuilder MapActions(this RouteGroupBuilder deadLetters)
    {
        deadLetters
            .MapPut("/{id:long}", EditAsync)
            .WithMetadata(new RequestSizeLimitAttribute(DeadLetterApi.MaxContentBytes))
            .Accepts<EditBody>("application/json")
            .ForOperators()
            .MayBeMissing()
            .MayConflict()
            .Describe(
                "Makes a new version of a dead letter's content",
                "The original stays. 409 when somebody else edited it since, or it is not dead any more."
            );
        deadLetters
            .MapPost("/discard", DiscardAsync)
            .Accepts<ActionBody>("application/json")
            .ForOperators()
            .Describe("Puts dead letters aside", MustSayAll);
        deadLetters
            .MapPost("/restore", RestoreAsync)
            .Accepts<ActionBody>("application/json")
            .ForOperators()
            .Describe("Makes discarded dead letters dead again", MustSayAll);
        deadLetters
            .MapPost("/erase", EraseAsync)
            .Accepts<ErasureBody>("application/json")
            .ForOperators()
            .Describe(
                "Removes a person wherever Bridge stores them",
                "Dead letters, waiting and deferred events, who is known by which id. It cannot be undone."
            );
        return deadLetters;
    }

    public static RouteGroupBuilder MapOverview(this RouteGroupBuilder api)
    {
        api.MapGet("/overview", OverviewAsync)
            .Describe(
                "Tells whether it flows",
                "The last 24 hours, the destinations, what waits where, the largest groups of dead letters, the replays that run."
            );
        api.MapPost("/destinations/{name}/resume", ResumeAsync)
            .ForOperators()
            .MayBeMissing()
            .Describe("Has a waiting or paused collector asked at once", "Instead of at the next try.");
        return api;
    }

    private static async Task<Ok<DeadLetterDocument>> EditAsync(long id, HttpContext context, IDeadLetterAdmin admin)
    {
        var body = await context.ReadBodyAsync<EditBody>();
        var edit = new DeadLetterEdit(
            RequestBody.Required(body.Content, "content"),
            RequestBody.Required(body.Version, "version"),
            body.NewId,
            body.Why
        );
        return TypedResults.Ok(DeadLetterDocument.Of(await admin.EditAsync(id, edit, context.GetActor(), context.RequestAborted)));
    }

    private static async Task<Ok<Affected>> DiscardAsync(HttpContext context, IDeadLetterAdmin admin)
    {
        var body = await context.ReadBodyAsync<ActionBody>();
        var filter = RequestBody.Required(body.Filter, "filter").ToActOn(DeadLetterState.Dead);
        return TypedResults.Ok(new Affected(await admin.DiscardAsync(filter, body.Why, context.GetActor(), context.RequestAborted)));
    }

    private static async Task<Ok<Affected>> RestoreAsync(HttpContext context, IDeadLetterAdmin admin)
    {
        var body = await context.ReadBodyAsync<ActionBody>();
        var filter = RequestBody.Required(body.Filter, "filter").ToActOn(DeadLetterState.Discarded);
        return TypedResults.Ok(new Affected(await admin.RestoreAsync(filter, body.Why, context.GetActor(), context.RequestAborted)));
    }

    private static async Task<Ok<Erasure>> EraseAsync(HttpContext context, IDeadLetterAdmin admin)
    {
        var body = await context.ReadBodyAsync<ErasureBody>();
        return TypedResults.Ok(
            await admin.EraseAsync(RequestBody.Required(body.User, "user"), body.Why, context.GetActor(), context.RequestAborted)
        );
    }

    private static async Task<Ok<OverviewReport>> OverviewAsync(HttpContext context, OverviewQuery overview) =>
        TypedResults.Ok(await overview.GetAsync(context.RequestAborted));

    private static async Task<NoContent> ResumeAsync(string name, HttpContext context, OverviewQuery overview)
    {
        await overview.ResumeDestinationAsync(name, context.GetActor(), context.RequestAborted);
        return TypedResults.NoContent();
    }
}
