using Spectre.Console;

namespace Bridge.Commands.Demo;

/// <summary>What the demo shows at its end: what was posted, what arrived, and whether the sum comes out.</summary>
internal static class DemoReport
{
    /// <returns>Whether everything that was answered 200 is accounted for.</returns>
    public static bool Print(IAnsiConsole console, DemoRehearsal demo, long deadLetters, long waiting)
    {
        var (ledger, collector, expected) = (demo.Ledger, demo.Collector, demo.Ledger.Events);
        console.Write(Events(expected.Values, collector.Taken.ByName));
        console.Write(Summary(demo, deadLetters));

        var missing = expected.Keys.Count(id => collector.Taken.Find(id) is null);
        var invented = collector.Taken.Ids.Count(id => !expected.ContainsKey(id)) - ledger.Derived;
        var differences = ledger.Differences(collector.Taken);
        var sum = expected.Count + ledger.Derived + ledger.DeadLetters + ledger.Repeats;
        var isProven =
            missing == 0
            && invented == 0
            && differences.Count == 0
            && waiting == 0
            && deadLetters == ledger.DeadLetters
            && collector.Problems.Count == 0
            && ledger.AnsweredWrongly == 0;

        console.MarkupLine(
            isProven
                ? $"[green]Nothing lost, nothing invented:[/] {sum} items sent or derived = {collector.Taken.Count} delivered + "
                    + $"{ledger.Repeats} dropped as duplicates + {deadLetters} dead"
                : $"[red]The sum does not come out:[/] {sum} items sent or derived, {collector.Taken.Count} delivered, "
                    + $"{ledger.Repeats} duplicates, {deadLetters} dead; {missing} missing, {invented} not expected, {waiting} still "
                    + $"waiting, {ledger.AnsweredWrongly} answered wrongly"
        );
        foreach (var difference in differences.Take(5))
        {
            console.MarkupLineInterpolated($"[red]Derived wrongly:[/] {difference}");
        }

        foreach (var problem in collector.Problems.Take(5))
        {
            console.MarkupLineInterpolated($"[red]The collector refused:[/] {problem}");
        }

        return isProven;
    }

    private static Table Events(IEnumerable<string> sent, IReadOnlyDictionary<string, long> delivered)
    {
        var table = new Table()
            .Border(TableBorder.Rounded)
            .AddColumn("event")
            .AddColumn(new TableColumn("in webhooks").RightAligned())
            .AddColumn(new TableColumn("delivered").RightAligned());
        var counts = sent.CountBy(name => name).ToDictionary();
        foreach (
            var name in counts
                .Keys.Union(delivered.Keys)
                .OrderByDescending(name => delivered.GetValueOrDefault(name))
                .ThenBy(name => name, StringComparer.Ordinal)
        )
        {
            table.AddRow(Markup.Escape(name), $"{counts.GetValueOrDefault(name)}", $"{delivered.GetValueOrDefault(name)}");
        }

        return table;
    }

    private static Table Summary(DemoRehearsal demo, long deadLetters)
    {
        var table = new Table()
            .Border(TableBorder.Rounded)
            .HideHeaders()
            .AddColumn("what")
            .AddColumn(new TableColumn("count").RightAligned());
        table.AddRow("webhooks, and a CRM's posts", $"{demo.Tally.Sent}");
        table.AddRow("answered 200, stored", $"{demo.Ledger.AnsweredOk}");
        table.AddRow("answered 401, forged", $"{demo.Ledger.AnsweredUnauthorized}");
        table.AddRow("answer time, median", $"{demo.Tally.Answers.Percentile(0.5).TotalMilliseconds:0.0} ms");
        table.AddRow("events delivered", $"{demo.Collector.Taken.Count}");
        table.AddRow("of them derived: contacts, hand-overs", $"{demo.Ledger.Derived}");
        table.AddRow("items dropped as duplicates", $"{demo.Ledger.Repeats}");
        table.AddRow("dead letters (unreadable, unrecognised)", $"{deadLetters}");
        table.AddRow("batches retried while the collector was down", $"{demo.Collector.TurnedAway}");
        table.AddRow("events the collector got twice", $"{demo.Collector.Taken.Doubled}");
        return table;
    }
}
