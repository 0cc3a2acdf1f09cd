namespace Bridge.Ops.Pages;

/// <summary>The overview, and the one thing that can be done from it.</summary>
internal static class OverviewPages
{
    private const int RefreshSeconds = 5;

    public static async Task<IResult> ShowAsync(OpsPage page, OverviewDesk desk, CancellationToken cancellationToken)
    {
        var overview = await desk.GetAsync(cancellationToken);
        var isMoving = overview.Replays.Any(replay => replay.State is DeadLetters.ReplayState.Running) && !page.StandsStill;
        return page.Show(new View(OverviewView.Verdict(overview), OverviewView.Of(page, overview))
        {
            Section = OpsSetup.PagePath,
            RefreshSeconds = isMoving ? RefreshSeconds : null,
        });
    }

    public static async Task<IResult> ResumeAsync(string name, OpsPage page, OverviewDesk desk, CancellationToken cancellationToken)
    {
        await desk.ResumeDestinationAsync(name, page.Actor, cancellationToken);
        return page.GoOn(OpsSetup.PagePath, new Notice($"Every forwarder was told to try the collector {name} now. It takes some seconds until the state here follows."));
    }
}
