using System.Globalization;
using Bridge.DeadLetters;
using Bridge.DeadLetters.Replays;
using Bridge.Storage;
using Spectre.Console;

namespace Bridge.Commands.DeadLetters;

/// <summary>Follows a replay until it has ended: with a bar on a terminal, with a line for each change anywhere else.</summary>
internal static class ReplayWatch
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    public static string HowToWatch(Replay replay) => $"Watch it with: meta-bridge dead-letters replays {replay.Id} --watch";

    /// <returns>0 when everything was delivered or somebody left, 1 when something died again, it was cancelled, or cannot be watched any
    /// more.</returns>
    public static async Task<int> RunAsync(AdminSession session, Replay replay, CancellationToken cancellationToken)
    {
        try
        {
            replay = await FollowAsync(session, replay, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await session.Error.WriteLineAsync($"Replay {replay.Id} goes on. {HowToWatch(replay)}");
            return 0;
        }
        catch (StorageException problem)
        {
            await session.Error.WriteLineAsync($"{problem.Message} Replay {replay.Id} goes on as soon as it can. {HowToWatch(replay)}");
            return 1;
        }

        session.Show(replay, () => session.Print(Outcome(replay)));

        return replay is { State: ReplayState.Finished, Failed: 0 } ? 0 : 1;
    }

    public static string Line(Replay replay) =>
        $"replay {replay.Id}: {replay.Delivered} of {replay.Total} delivered, {replay.Failed} died again, "
        + $"{replay.OnTheWay} on the way{Standing(replay)}";

    private static Task<Replay> FollowAsync(AdminSession session, Replay replay, CancellationToken cancellationToken)
    {
        if (session.IsJson)
        {
            return UntilEndAsync(session, replay, _ => { }, cancellationToken);
        }

        if (session.Console.Profile.Capabilities is not { Ansi: true, Interactive: true })
        {
            return UntilEndAsync(session, replay, PrintChanges(session), cancellationToken);
        }

        return session
            .Console.Progress()
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new TaskDescriptionColumn())
            .StartAsync(progress =>
            {
                var bar = progress.AddTask(Markup.Escape(Line(replay)), maxValue: Math.Max(1, replay.Total));
                return UntilEndAsync(session, replay, Show, cancellationToken);

                void Show(Replay now)
                {
                    bar.Description = Markup.Escape(Line(now) + Pace(now));
                    bar.Value = HasEnded(now) ? bar.MaxValue : now.Delivered + now.Failed;
                }
            });
    }

    private static async Task<Replay> UntilEndAsync(
        AdminSession session,
        Replay replay,
        Action<Replay> show,
        CancellationToken cancellationToken
    )
    {
        show(replay);
        while (!HasEnded(replay))
        {
            await Task.Delay(BetweenLooks, TimeProvider.System, cancellationToken);
            replay =
                await session.Admin.FindReplayAsync(replay.Id, cancellationToken)
                ?? throw new AdminException(AdminProblem.NotFound, $"Replay {replay.Id} is not there any more.");
            show(replay);
        }

        return replay;
    }

    private static Action<Replay> PrintChanges(AdminSession session)
    {
        var last = "";
        return replay =>
        {
            if (Line(replay) is var line && line != last)
            {
                session.Print(last = line);
            }
        };
    }

    /// <summary>Whether nothing more comes of it by itself.</summary>
    private static bool HasEnded(Replay replay) => replay.StoppedItself || replay.State is ReplayState.Finished or ReplayState.Cancelled;

    private static string Pace(Replay replay) =>
        replay.PerSecond(TimeProvider.System.GetUtcNow()) is { } rate ? string.Create(CultureInfo.InvariantCulture, $", {rate:0.#}/s") : "";

    private static string Standing(Replay replay) =>
        replay switch
        {
            { StoppedItself: true } => ", stopped",
            { State: ReplayState.Paused } => ", paused",
            { BlockedReason: { } blockedReason } => ". " + ConsoleTable.Line(blockedReason),
            _ => "",
        };

    private static string Outcome(Replay replay) =>
        replay switch
        {
            { State: ReplayState.Cancelled } =>
                $"Replay {replay.Id} was cancelled: {replay.Delivered} of {replay.Total} delivered, {replay.Failed} died "
                    + "again, the others are as dead as before.",
            { StoppedItself: true } => ConsoleTable.Line(replay.BlockedReason!),
            { Failed: 0 } => $"Replay {replay.Id} has ended: {replay.Delivered} of {replay.Total} delivered.",
            _ => $"Replay {replay.Id} has ended: {replay.Delivered} of {replay.Total} delivered, {replay.Failed} died again.",
        };
}
