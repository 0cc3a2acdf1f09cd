using Bridge.Simulation;
using Bridge.Simulation.Load;
using Spectre.Console;

namespace Bridge.Commands;

/// <summary>What a run shows while it goes on and at its end.</summary>
internal static class RunReport
{
    private const int MostDifferences = 10;

    /// <summary>How it stands, in one line.</summary>
    public static string Line(Tally tally, Verifier? verifier)
    {
        var others = tally
            .ByStatus.Where(pair => pair.Key is not (StatusCodes.Status200OK or WebhookClient.NoAnswer))
            .Sum(pair => pair.Value);
        var line =
            $"{tally.Sent} sent, {tally.Stored} stored, {others} refused, {tally.NotAnswered} unanswered, {tally.Underway} underway, "
            + $"p50 {Milliseconds(tally.Answers.Percentile(0.5))} p99 {Milliseconds(tally.Answers.Percentile(0.99))}";
        return verifier is null ? line : line + $", {verifier.Expected - verifier.Missing} of {verifier.Expected} events arrived";
    }

    /// <summary>Prints everything.</summary>
    /// <returns>Whether nothing was lost.</returns>
    /// <param name="whereabouts">Of what is not at the collector; null when Bridge was not asked.</param>
    public static bool Print(IAnsiConsole console, Tally tally, Verifier? verifier, Whereabouts? whereabouts, bool isWhole)
    {
        var table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumn("what").AddColumn("how much");
        AddPosts(table, tally);
        AddTimes(table, tally);
        if (verifier is not null)
        {
            AddEvents(table, verifier, whereabouts);
        }

        console.Write(table);
        return Judge(console, tally, verifier, whereabouts, isWhole);
    }

    private static void AddPosts(Table table, Tally tally)
    {
        table.AddRow("posts sent", $"{tally.Sent}, of them repeated although answered {tally.Repeated}");
        foreach (var (status, count) in tally.ByStatus)
        {
            table.AddRow(status == WebhookClient.NoAnswer ? "no answer" : $"answered {status}", $"{count}");
        }

        table.AddRow("retries", $"{tally.Retries}");
        if (tally.Skipped > 0)
        {
            table.AddRow("not sent, too many underway", $"{tally.Skipped}");
        }
    }

    private static void AddTimes(Table table, Tally tally)
    {
        var rule = MetaRule.Judge(tally);
        table.AddRow("answer time", Describe(tally.Answers));
        table.AddRow("until the 200, retries included", Describe(tally.UntilStored));
        table.AddRow("generator behind its plan", Describe(tally.Lag));
        table.AddRow(
            "Meta's rule",
            $"{(rule.IsKept ? "[green]kept[/]" : "[red]broken[/]")}: "
                + $"median {Milliseconds(rule.Median)} (at most 250 ms), {rule.PartOverASecond * 100:0.00} % over 1 s (less than 1 %)"
        );
    }

    private static void AddEvents(Table table, Verifier verifier, Whereabouts? whereabouts)
    {
        table.AddRow("events that must arrive", $"{verifier.Expected}");
        table.AddRow("items for the dead letters", $"{verifier.DeadLetters}");
        table.AddRow("from the 200 to the collector", Describe(verifier.Delays));
        table.AddRow("late", $"{verifier.Late}");
        table.AddRow("doubled", verifier.Doubled is { } doubled ? $"{doubled}" : "not known: the collector does not answer");
        if (verifier.Derived is { } derived)
        {
            table.AddRow("contacts, hand-overs and ends that must follow", $"{derived.Expected}");
        }

        if (verifier.Insights is { } insights)
        {
            table.AddRow(
                "figures that must be right",
                $"{insights.Figures}, and those of {insights.Ads} ads with {insights.Orders} orders"
            );
        }

        if (whereabouts is { Waiting: var waiting, Dead: var dead })
        {
            table.AddRow("waiting in Bridge", $"{waiting}");
            table.AddRow("among its dead letters", $"{dead}");
        }

        table.AddRow("lost", $"{whereabouts?.Lost ?? verifier.Missing}");
    }

    private static bool Judge(IAnsiConsole console, Tally tally, Verifier? verifier, Whereabouts? whereabouts, bool isWhole)
    {
        if (tally.GivenUp > 0 && isWhole)
        {
            console.MarkupLine($"[red]{tally.GivenUp} posts were never answered 200.[/]");
        }

        if (verifier is { Missing: > 0 })
        {
            console.MarkupLine(
                $"[red]{verifier.Missing} of {verifier.Expected} events answered 200 are not at the collector[/], "
                    + $"such as {string.Join(", ", verifier.SomeMissing(3))}"
                    + Explain(whereabouts)
            );
        }
        else if (verifier is not null)
        {
            console.MarkupLine(
                $"[green]Nothing lost:[/] {verifier.Expected} of {verifier.Expected} events answered 200 are at the collector."
            );
        }

        foreach (var difference in verifier?.Derived?.Differences.Take(MostDifferences) ?? [])
        {
            console.MarkupLineInterpolated($"[red]Derived wrongly:[/] {difference}");
        }

        foreach (var difference in verifier?.Insights?.Differences.Take(MostDifferences) ?? [])
        {
            console.MarkupLineInterpolated($"[red]Counted wrongly:[/] {difference}");
        }

        return verifier is not { Missing: > 0 } and not { Derived.Differences.Count: > 0 } and not { Insights.Differences.Count: > 0 }
            && (tally.GivenUp == 0 || !isWhole);
    }

    private static string Explain(Whereabouts? whereabouts) =>
        whereabouts is null
            ? ""
            : $": {whereabouts.Waiting} wait in Bridge, {whereabouts.Dead} are dead letters, {whereabouts.Lost} are lost";

    private static string Describe(Histogram times) =>
        $"p50 {Milliseconds(times.Percentile(0.5))}, p95 {Milliseconds(times.Percentile(0.95))}, "
        + $"p99 {Milliseconds(times.Percentile(0.99))}, max {Milliseconds(times.Max)}";

    private static string Milliseconds(TimeSpan time) => $"{time.TotalMilliseconds:0.0} ms";
}
