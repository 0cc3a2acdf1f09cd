using Bridge.DeadLetters.Replays;

namespace Bridge.Commands.DeadLetters;

/// <summary>What a replay would do, before it does it.</summary>
internal static class PlanView
{
    public static void Print(AdminSession session, ReplayPlan plan) => session.Show(plan, () => PrintText(session, plan));

    private static void PrintText(AdminSession session, ReplayPlan plan)
    {
        session.Print($"{plan.Count} to replay, received between {ConsoleTable.Time(plan.Oldest)} and {ConsoleTable.Time(plan.Newest)}:");
        PrintShares(session, plan);
        PrintSample(session, plan);
        foreach (var sentence in plan.Forecast?.InWords(plan.Count) ?? [])
        {
            session.Print(ConsoleTable.Line(sentence));
        }

        if (plan.Forecast?.First is { } first)
        {
            session.Print($"To send one first: meta-bridge dead-letters replay {first}");
        }

        foreach (var warning in plan.Warnings)
        {
            session.Print("Beware: " + ConsoleTable.Line(warning));
        }
    }

    private static void PrintShares(AdminSession session, ReplayPlan plan)
    {
        List<string?[]> rows =
        [
            .. Rows("event", plan.ByEvent),
            .. Rows("destination", plan.ByDestination),
            .. Rows("reason", plan.ByReason),
        ];
        if (rows.Count > 0)
        {
            ConsoleTable.Print(session, ["by", "name", "dead letters"], rows);
        }
    }

    private static void PrintSample(AdminSession session, ReplayPlan plan)
    {
        if (plan.Sample.Count > 0)
        {
            session.Print("");
            ConsoleTable.Print(
                session,
                ["id", "event", "destination", "would be sent, for example"],
                [
                    .. plan.Sample.Select(deadLetter =>
                        (string?[])[$"{deadLetter.Id}", deadLetter.Event, deadLetter.Destination, SentFor(deadLetter)]
                    ),
                ]
            );
        }
    }

    private static string SentFor(PlannedDeadLetter deadLetter) =>
        deadLetter.Retranslation switch
        {
            null => deadLetter.Content,
            { Problem: { } problem } => problem,
            { Events: var events } => string.Join(' ', events),
        };

    private static IEnumerable<string?[]> Rows(string by, IReadOnlyList<Share> shares) =>
        shares.Select(share => (string?[])[by, share.Name, $"{share.Count}"]);
}
