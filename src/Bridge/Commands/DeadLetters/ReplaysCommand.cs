using System.CommandLine;
using Bridge.DeadLetters;
using Bridge.DeadLetters.Replays;

namespace Bridge.Commands.DeadLetters;

/// <summary><c>meta-bridge dead-letters replays</c>.</summary>
internal static class ReplaysCommand
{
    private static readonly Argument<long?> Id = new("ID") { Arity = ArgumentArity.ZeroOrOne, Description = "The number of one replay." };
    private static readonly Option<bool> Pause = new("--pause") { Description = "Hands out nothing until it is resumed." };
    private static readonly Option<bool> Resume = new("--resume") { Description = "Goes on with a paused one." };
    private static readonly Option<bool> Cancel = new("--cancel") { Description = "Ends it; what it has not handed out stays dead." };
    private static readonly Option<bool> Watch = new("--watch")
    {
        Description = "Follows it until it has ended; Ctrl+C leaves it running.",
    };

    public static Command Create()
    {
        var command = DeadLettersCommand.Create(
            "replays",
            "Lists running and past replays, or shows, pauses, resumes, cancels or watches one.",
            "replays 7 --pause",
            [Id, Pause, Resume, Cancel, Watch],
            (session, cancellationToken) =>
                session.Parsed.GetValue(Id) is { } id ? OneAsync(session, id, cancellationToken) : ListAsync(session, cancellationToken)
        );
        command.Validators.Add(result =>
        {
            var changes = new[] { Pause, Resume, Cancel }.Count(result.GetValue);
            if (changes > 1)
            {
                result.AddError("--pause, --resume and --cancel exclude each other.");
            }
            else if (result.GetResult(Id) is not { Tokens.Count: > 0 } && (changes > 0 || result.GetValue(Watch)))
            {
                result.AddError("Say which replay: meta-bridge dead-letters replays ID.");
            }
        });
        return command;
    }

    private static async Task<int> ListAsync(AdminSession session, CancellationToken cancellationToken)
    {
        var replays = await session.Admin.GetReplaysAsync(cancellationToken);
        session.Show(replays, () => Print(session, replays));

        return 0;
    }

    private static async Task<int> OneAsync(AdminSession session, long id, CancellationToken cancellationToken)
    {
        var replay = await ChangeAsync(session, id, cancellationToken);
        if (session.Parsed.GetValue(Watch))
        {
            return await ReplayWatch.RunAsync(session, replay, cancellationToken);
        }

        session.Show(replay, () => Print(session, [replay]));

        return 0;
    }

    private static void Print(AdminSession session, IReadOnlyList<Replay> replays)
    {
        if (replays.Count == 0)
        {
            session.Print("There was no replay yet.");
            return;
        }

        ConsoleTable.Print(
            session,
            ["id", "state", "dead letters", "delivered", "died again", "began", "ended", "by", "why"],
            [.. replays.Select(Row)]
        );
    }

    private static async Task<Replay> ChangeAsync(AdminSession session, long id, CancellationToken cancellationToken)
    {
        var (parsed, admin, actor) = (session.Parsed, session.Admin, session.Actor);
        return parsed.GetValue(Pause) ? await admin.PauseAsync(id, actor, cancellationToken)
            : parsed.GetValue(Resume) ? await admin.ResumeAsync(id, actor, cancellationToken)
            : parsed.GetValue(Cancel) ? await admin.CancelAsync(id, actor, cancellationToken)
            : await admin.FindReplayAsync(id, cancellationToken)
                ?? throw new AdminException(AdminProblem.NotFound, $"There is no replay {id}.");
    }

    private static string?[] Row(Replay replay) =>
        [
            $"{replay.Id}",
            replay.State.ToString().ToLowerInvariant(),
            $"{replay.Total}",
            $"{replay.Delivered}",
            $"{replay.Failed}",
            ConsoleTable.Time(replay.StartedAt),
            ConsoleTable.Time(replay.EndedAt),
            replay.By,
            replay.Why,
        ];
}
