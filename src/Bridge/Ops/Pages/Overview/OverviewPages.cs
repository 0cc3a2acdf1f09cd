using Bridge.Ops.Overview;
using Bridge.Storage;

namespace Bridge.Ops.Pages.Overview;

/// <summary>The overview, and the one thing that can be done from it.</summary>
internal static class OverviewPages
{
    private const int RefreshSeconds = 5;
    private const int QuietSeconds = 10;

    public static async Task<IResult> ShowAsync(OpsPage page, OverviewQuery admin, CancellationToken cancellationToken)
    {
        var overview = await admin.GetAsync(cancellationToken);
        var isMoving = overview.Replays.Any(replay => replay.State is Bridge.DeadLetters.Replays.ReplayState.Running);
        return page.Show(
            new View(OverviewView.Verdict(overview), OverviewView.Of(page, overview))
            {
                Section = OpsSetup.PagePath,
                RefreshSeconds =
                    page.StandsStill ? null
                    : isMoving ? RefreshSeconds
                    : QuietSeconds,
            }
        );
    }

    public static async Task<IResult> ResumeAsync(string name, OpsPage page, OverviewQuery admin, CancellationToken cancellationToken)
    {
        await admin.ResumeDestinationAsync(name, page.Actor, cancellationToken);
        return page.GoOn(
            OpsSetup.PagePath,
            new Notice(
                $"Every forwarder was told to try {DestinationWords.Within(name)} now. It takes some seconds until the state here follows."
            )
        );
    }
}
