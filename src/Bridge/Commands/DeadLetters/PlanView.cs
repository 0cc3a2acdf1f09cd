using Bridge.DeadLetters;

namespace Bridge.Commands.DeadLetters;

/// <summary>What a replay would do, before it does it.</summary>
internal static class PlanView
{
    public static void Print(DeskSession session, ReplayPlan plan)
    {
        if (session.IsJson)
        {
            session.PrintJson(plan);
            return;
        }

        session.Print($"{plan.Count} to replay, received between {Sheet.Time(plan.Oldest)} and {Sheet.Time(plan.Newest)}:");
        PrintShares(session, plan);
        PrintSample(session, plan);
        foreach (var warning in plan.Warnings)
        {
            session.Print("Beware: " + Sheet.Line(warning));
        }
    }

    private static void PrintShares(DeskSession session, ReplayPlan plan)
    {
        List<string?[]> rows = [.. Rows("event", plan.ByEvent), .. Rows("destination", plan.ByDestination), .. Rows("reason", plan.ByReason)];
        if (rows.Count > 0)
        {
            Sheet.Print(session, ["by", "name", "letters"], rows);
        }
    }

    private static void PrintSample(DeskSession session, ReplayPlan plan)
    {
        if (plan.Sample.Count > 0)
        {
            session.Print("");
            Sheet.Print(session, ["id", "event", "destination", "would be sent, for example"], [.. plan.Sample.Select(letter => (string?[])[$"{letter.Id}", letter.Event, letter.Destination, SentFor(letter)])]);
        }
    }

    private static string SentFor(PlannedLetter letter) => letter.Today switch
    {
        null => letter.Content,
        { Problem: { } problem } => problem,
        { Events: var events } => string.Join(' ', events),
    };

    private static IEnumerable<string?[]> Rows(string by, IReadOnlyList<Share> shares) => shares.Select(share => (string?[])[by, share.Name, $"{share.Count}"]);
}
