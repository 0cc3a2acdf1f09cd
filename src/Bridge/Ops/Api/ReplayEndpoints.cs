using Bridge.DeadLetters;
using Bridge.DeadLetters.Replays;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bridge.Ops.Api;

/// <summary>Plans and replays: <c>/api/dead-letters/plans</c> and <c>/api/dead-letters/replays</c>.</summary>
internal static class ReplayEndpoints
{
    public const string Path = DeadLetterApi.Root + "/dead-letters/replays";

    private const int LeastRate = 1;

    public static RouteGroupBuilder MapReplays(this RouteGroupBuilder deadLetters)
    {
        deadLetters
            .MapPost("/plans", PlanAsync)
            .Accepts<FilterBody>("application/json")
            .Describe("Tells what a replay would do", "Changes nothing. Start it with the snapshot and the filter of the answer.");
        deadLetters.MapGet("/replays", ListAsync).Describe("Lists running and past replays, newest first");
        deadLetters
            .MapPost("/replays", StartAsync)
            .Accepts<ReplayBody>("application/json")
            .ForOperators()
            .MayConflict()
            .Describe(
                "Starts a planned replay",
                "The same snapshot twice is one replay. A filter that narrows nothing is refused unless it says \"all\": true, "
                    + "as that of a plan of everything does."
            );
        deadLetters.MapGet("/replays/{id:long}", FindAsync).MayBeMissing().Describe("Tells how far a replay is");
        deadLetters
            .MapPost("/replays/{id:long}/pause", PauseAsync)
            .ForOperators()
            .MayBeMissing()
            .MayConflict()
            .Describe("Pauses a replay", "It hands out nothing until it is resumed; what it has handed out goes on.");
        deadLetters
            .MapPost("/replays/{id:long}/resume", ResumeAsync)
            .ForOperators()
            .MayBeMissing()
            .MayConflict()
            .Describe("Resumes a paused replay");
        deadLetters
            .MapPost("/replays/{id:long}/cancel", CancelAsync)
            .ForOperators()
            .MayBeMissing()
            .MayConflict()
            .Describe("Ends a replay", "What it has not handed out stays dead.");
        return deadLetters;
    }

    private static async Task<Ok<ReplayPlan>> PlanAsync(HttpContext context, IDeadLetterAdmin admin)
    {
        var body = await context.ReadBodyAsync<FilterBody>();
        var filter = await context.PermitAsync(body.ToFilter(DeadLetterState.Dead), admin);
        return TypedResults.Ok(await admin.PlanAsync(filter, context.RequestAborted));
    }

    private static async Task<Created<Replay>> StartAsync(HttpContext context, IDeadLetterAdmin admin)
    {
        var body = await context.ReadBodyAsync<ReplayBody>();
        var filter = RequestBody.Required(body.Filter, "filter").ToActOn(DeadLetterState.Dead);
        var order = new ReplayOrder(RequestBody.Required(body.Snapshot, "snapshot"), filter, RateOf(body), body.Why);
        var replay = await admin.StartAsync(order, context.GetActor(), context.RequestAborted);
        return TypedResults.Created($"{Path}/{replay.Id}", replay);
    }

    private static async Task<Ok<ItemList<Replay>>> ListAsync(HttpContext context, IDeadLetterAdmin admin) =>
        TypedResults.Ok(new ItemList<Replay>(await admin.GetReplaysAsync(context.RequestAborted)));

    private static async Task<Ok<Replay>> FindAsync(long id, HttpContext context, IDeadLetterAdmin admin) =>
        TypedResults.Ok(
            await admin.FindReplayAsync(id, context.RequestAborted)
                ?? throw new AdminException(AdminProblem.NotFound, $"There is no replay {id}.")
        );

    private static async Task<Ok<Replay>> PauseAsync(long id, HttpContext context, IDeadLetterAdmin admin) =>
        TypedResults.Ok(await admin.PauseAsync(id, context.GetActor(), context.RequestAborted));

    private static async Task<Ok<Replay>> ResumeAsync(long id, HttpContext context, IDeadLetterAdmin admin) =>
        TypedResults.Ok(await admin.ResumeAsync(id, context.GetActor(), context.RequestAborted));

    private static async Task<Ok<Replay>> CancelAsync(long id, HttpContext context, IDeadLetterAdmin admin) =>
        TypedResults.Ok(await admin.CancelAsync(id, context.GetActor(), context.RequestAborted));

    private static int? RateOf(ReplayBody body) =>
        body.Rate is null or >= LeastRate
            ? body.Rate
            : throw new AdminException(AdminProblem.Invalid, $"rate must be {LeastRate} or more, but is {body.Rate}.");
}
