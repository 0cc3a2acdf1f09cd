using Microsoft.AspNetCore.Http.HttpResults;

namespace Bridge.DeadLetters.Api;

/// <summary>Plans and replays: <c>/api/dead-letters/plans</c> and <c>/api/dead-letters/replays</c>.</summary>
internal static class ReplayEndpoints
{
    public const string Path = DeadLetterApi.Root + "/dead-letters/replays";

    private const int LeastRate = 1;

    public static RouteGroupBuilder MapReplays(this RouteGroupBuilder letters)
    {
        letters.MapPost("/plans", PlanAsync).Accepts<FilterBody>("application/json")
            .Describe("Tells what a replay would do", "Changes nothing. Start it with the snapshot and the filter of the answer.");
        letters.MapGet("/replays", ListAsync)
            .Describe("Lists running and past replays, newest first");
        letters.MapPost("/replays", StartAsync).Accepts<ReplayBody>("application/json").ForOperators().MayConflict()
            .Describe("Starts a planned replay", "The same snapshot twice is one replay. A filter that narrows nothing is refused unless it says \"all\": true, as that of a plan of everything does.");
        letters.MapGet("/replays/{id:long}", FindAsync).MayBeMissing()
            .Describe("Tells how far a replay is");
        letters.MapPost("/replays/{id:long}/pause", PauseAsync).ForOperators().MayBeMissing().MayConflict()
            .Describe("Pauses a replay", "It hands out nothing until it is resumed; what it has handed out goes on.");
        letters.MapPost("/replays/{id:long}/resume", ResumeAsync).ForOperators().MayBeMissing().MayConflict()
            .Describe("Resumes a paused replay");
        letters.MapPost("/replays/{id:long}/cancel", CancelAsync).ForOperators().MayBeMissing().MayConflict()
            .Describe("Ends a replay", "What it has not handed out stays dead.");
        return letters;
    }

    private static async Task<Ok<ReplayPlan>> PlanAsync(HttpContext context, IDeadLetterDesk desk)
    {
        var body = await context.ReadBodyAsync<FilterBody>();
        return TypedResults.Ok(await desk.PlanAsync(body.ToFilter(LetterState.Dead), context.RequestAborted));
    }

    private static async Task<Created<Replay>> StartAsync(HttpContext context, IDeadLetterDesk desk)
    {
        var body = await context.ReadBodyAsync<ReplayBody>();
        var filter = RequestBody.Required(body.Filter, "filter").ToActOn(LetterState.Dead);
        var order = new ReplayOrder(RequestBody.Required(body.Snapshot, "snapshot"), filter, RateOf(body), body.Why);
        var replay = await desk.StartAsync(order, context.GetActor(), context.RequestAborted);
        return TypedResults.Created($"{Path}/{replay.Id}", replay);
    }

    private static async Task<Ok<ItemList<Replay>>> ListAsync(HttpContext context, IDeadLetterDesk desk) =>
        TypedResults.Ok(new ItemList<Replay>(await desk.GetReplaysAsync(context.RequestAborted)));

    private static async Task<Ok<Replay>> FindAsync(long id, HttpContext context, IDeadLetterDesk desk) =>
        TypedResults.Ok(await desk.FindReplayAsync(id, context.RequestAborted) ?? throw new DeskException(DeskProblem.NotFound, $"There is no replay {id}."));

    private static async Task<Ok<Replay>> PauseAsync(long id, HttpContext context, IDeadLetterDesk desk) =>
        TypedResults.Ok(await desk.PauseAsync(id, context.GetActor(), context.RequestAborted));

    private static async Task<Ok<Replay>> ResumeAsync(long id, HttpContext context, IDeadLetterDesk desk) =>
        TypedResults.Ok(await desk.ResumeAsync(id, context.GetActor(), context.RequestAborted));

    private static async Task<Ok<Replay>> CancelAsync(long id, HttpContext context, IDeadLetterDesk desk) =>
        TypedResults.Ok(await desk.CancelAsync(id, context.GetActor(), context.RequestAborted));

    private static int? RateOf(ReplayBody body) => body.Rate is null or >= LeastRate
        ? body.Rate
        : throw new DeskException(DeskProblem.Invalid, $"rate must be {LeastRate} or more, but is {body.Rate}.");
}
