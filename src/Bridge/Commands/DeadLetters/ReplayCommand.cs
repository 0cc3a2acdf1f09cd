using System.CommandLine;
using Bridge.DeadLetters;
using Bridge.DeadLetters.Replays;

namespace Bridge.Commands.DeadLetters;

/// <summary><c>meta-bridge dead-letters replay</c>: a plan, a question, and then a replay to watch.</summary>
internal static class ReplayCommand
{
    private static readonly Option<int?> Rate = new("--rate")
    {
        Description = "At most so many dead letters a second; as many as live traffic leaves room for unless given.",
        HelpName = "n",
        CustomParser = Quantity.Parser(ParseRate, "a rate of 1 or more a second"),
    };

    private static readonly Option<bool> Detach = new("--detach") { Description = "Start it and return at once instead of watching." };

    public static Command Create() =>
        DeadLettersCommand.Create(
            "replay",
            "Sends dead letters to the collector again. Shows the plan and asks, unless told --yes; "
                + "then watches until it has ended (Ctrl+C leaves it running): "
                + "0 when everything was delivered, 1 when something died again.",
            "replay --group 6f1c2a90 --rate 50 --why \"collector repaired\" --yes",
            [
                FilterOptions.Ids,
                .. FilterOptions.All,
                FilterOptions.Everything,
                FilterOptions.Limit,
                Rate,
                AdminOptions.Why,
                AdminOptions.Yes,
                Detach,
            ],
            RunAsync,
            FilterOptions.RequireSome
        );

    private static async Task<int> RunAsync(AdminSession session, CancellationToken cancellationToken)
    {
        var filter = await FilterOptions.ReadLimitedAsync(session, DeadLetterState.Dead, cancellationToken);
        var plan = await session.Admin.PlanAsync(filter, cancellationToken);
        if (!session.Parsed.GetValue(AdminOptions.Yes))
        {
            PlanView.Print(session, plan);
        }

        if (plan.Count == 0)
        {
            await session.Error.WriteLineAsync("There is nothing to replay.");
            return FilterOptions.NamesDeadLetters(session.Parsed) ? 1 : 0;
        }

        if (!await session.MayGoOnAsync($"Replay {plan.Count}?", "Nothing was replayed.", cancellationToken))
        {
            return 0;
        }

        var order = new ReplayOrder(plan.Snapshot, plan.Filter, session.Parsed.GetValue(Rate), session.Why);
        return await FollowAsync(session, await session.Admin.StartAsync(order, session.Actor, cancellationToken), cancellationToken);
    }

    private static Task<int> FollowAsync(AdminSession session, Replay replay, CancellationToken cancellationToken)
    {
        if (!session.Parsed.GetValue(Detach) && session.MayBeRunning)
        {
            return ReplayWatch.RunAsync(session, replay, cancellationToken);
        }

        session.Show(
            replay,
            () =>
                session.Print(
                    $"Replay {replay.Id} of {replay.Total} "
                        + $"{(session.MayBeRunning ? "has begun" : "begins when a Bridge runs on this store; none does")}. "
                        + $"{ReplayWatch.HowToWatch(replay)}"
                )
        );

        return Task.FromResult(0);
    }

    private static int? ParseRate(string text) => Quantity.Rate(text) is >= 1 and <= int.MaxValue and var rate ? (int)rate : null;
}
