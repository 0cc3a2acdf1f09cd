using Bridge.DeadLetters;
using Bridge.DeadLetters.Replays;

namespace Bridge.Ops.Pages.DeadLetters;

/// <summary>Replays: planned, started, watched, steered.</summary>
internal static class ReplayPages
{
    private const string ListPath = OpsSetup.PagePath + "/replays";
    private const int RefreshSeconds = 2;

    public static async Task<IResult> ShowListAsync(OpsPage page, IDeadLetterAdmin admin, CancellationToken cancellationToken)
    {
        var replays = await admin.GetReplaysAsync(cancellationToken);
        var isMoving = replays.Any(replay => replay.State is ReplayState.Running);
        return page.Show(
            new View("Replays", ReplaysView.Page(page, replays)) { Section = ListPath, RefreshSeconds = Refresh(page, isMoving) }
        );
    }

    public static async Task<IResult> ShowAsync(long id, OpsPage page, IDeadLetterAdmin admin, CancellationToken cancellationToken) =>
        await admin.FindReplayAsync(id, cancellationToken) is { } replay
            ? page.Show(
                new View($"Replay {id}, {replay.State.ToString().ToLowerInvariant()}", ReplayView.Of(page, replay))
                {
                    Section = ListPath,
                    RefreshSeconds = Refresh(page, replay.State is ReplayState.Running),
                }
            )
            : page.Say(StatusCodes.Status404NotFound, $"There is no replay {id}", "The list of replays has those there are.");

    public static async Task<IResult> PlanAsync(OpsPage page, IDeadLetterAdmin admin, CancellationToken cancellationToken)
    {
        var (filter, problems) = FilterAddress.Read(page.Query);
        if (WhyNot(page, filter, problems) is { } why)
        {
            return page.Say(StatusCodes.Status400BadRequest, "Nothing was planned", why);
        }

        await admin.NoteSearchAsync(filter, page.Actor, cancellationToken);
        var plan = await admin.PlanAsync(filter, cancellationToken);
        return page.Show(new View("Plan a replay", PlanView.Of(page, plan)) { Section = DeadLetterPages.ListPath });
    }

    public static async Task<IResult> StartAsync(OpsPage page, IDeadLetterAdmin admin, CancellationToken cancellationToken)
    {
        var form = await page.ReadFormAsync(cancellationToken);
        var (filter, problems) = FilterAddress.Read(form);
        var rate = EditPages.Typed(form["rate"]);
        var perSecond = int.TryParse(rate, out var number) && number > 0 ? number : (int?)null;
        if (problems.Count > 0 || (rate is not null && perSecond is null))
        {
            return page.Say(
                StatusCodes.Status400BadRequest,
                "Nothing was started",
                string.Join(" ", problems.DefaultIfEmpty($"\"{rate}\" is no rate; that is a whole number from 1."))
            );
        }

        var replay = await admin.StartAsync(
            new ReplayOrder(form["snapshot"].ToString(), filter, perSecond, EditPages.Typed(form["why"])),
            page.Actor,
            cancellationToken
        );
        return page.GoOn($"{ListPath}/{replay.Id}");
    }

    public static Task<IResult> PauseAsync(long id, OpsPage page, IDeadLetterAdmin admin, CancellationToken cancellationToken) =>
        SteerAsync(page, admin.PauseAsync(id, page.Actor, cancellationToken), "Paused. What was handed out before goes on its way.");

    public static Task<IResult> ResumeAsync(long id, OpsPage page, IDeadLetterAdmin admin, CancellationToken cancellationToken) =>
        SteerAsync(page, admin.ResumeAsync(id, page.Actor, cancellationToken), "It goes on.");

    public static Task<IResult> CancelAsync(long id, OpsPage page, IDeadLetterAdmin admin, CancellationToken cancellationToken) =>
        SteerAsync(page, admin.CancelAsync(id, page.Actor, cancellationToken), "Cancelled. What was not handed out is as dead as before.");

    /// <summary>A form of the list that is sent without anything chosen must not mean everything.</summary>
    public static string? WhyNot(OpsPage page, DeadLetterFilter filter, IReadOnlyList<string> problems) =>
        problems.Count > 0 ? string.Join(" ", problems)
        : page.Query.ContainsKey("back") && !page.Query.ContainsKey("id") && !page.Query.ContainsKey("upTo")
        || filter.IsEverything && filter.UpTo is null
            ? "No dead letter was chosen. Go back and tick some, or take all of a group."
        : null;

    private static async Task<IResult> SteerAsync(OpsPage page, Task<Replay> steering, string done) =>
        page.GoOn($"{ListPath}/{(await steering).Id}", new Notice(done));

    private static int? Refresh(OpsPage page, bool isMoving) => isMoving && !page.StandsStill ? RefreshSeconds : null;
}
