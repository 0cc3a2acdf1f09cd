using Spectre.Console;

namespace Bridge.Simulation;

/// <summary>What the demo shows at its end: what was posted, what arrived, and whether the sum comes out.</summary>
internal static class DemoReport
{
    /// <returns>Whether everything that was answered 200 is accounted for.</returns>
    public static bool Print(IAnsiConsole console, DemoLedger ledger, SampleCollector collector, long deadLetters, long waiting)
    {
        console.Write(Events(ledger, collector));
        console.Write(Summary(ledger, collector, deadLetters));

        var missing = ledger.Events.Keys.Count(id => !collector.Taken.ContainsKey(id));
        var unknown = collector.Taken.Keys.Count(id => !ledger.Events.ContainsKey(id));
        var sum = ledger.Events.Count + ledger.DeadLetters + ledger.Repeats;
        var isProven = missing == 0 && unknown == 0 && waiting == 0 && deadLetters == ledger.DeadLetters
            && collector.Problems.Count == 0 && ledger.AnsweredWrongly == 0;

        console.MarkupLine(isProven
            ? $"[green]Nothing lost, nothing invented:[/] {sum} items sent = {collector.Taken.Count} delivered + {ledger.Repeats} dropped as duplicates + {deadLetters} dead"
            : $"[red]The sum does not come out:[/] {sum} items sent, {collector.Taken.Count} delivered, {ledger.Repeats} duplicates, {deadLetters} dead; {missing} missing, {unknown} not expected, {waiting} still waiting, {ledger.AnsweredWrongly} answered wrongly");
        foreach (var problem in collector.Problems.Take(5))
        {
            console.MarkupLineInterpolated($"[red]The collector refused:[/] {problem}");
        }

        return isProven;
    }

    private static Table Events(DemoLedger ledger, SampleCollector collector)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("event").AddColumn(new TableColumn("sent").RightAligned()).AddColumn(new TableColumn("delivered").RightAligned());
        var delivered = collector.Taken.Values.CountBy(name => name).ToDictionary();
        foreach (var (name, count) in ledger.Events.Values.CountBy(name => name).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal))
        {
            table.AddRow(Markup.Escape(name), $"{count}", $"{delivered.GetValueOrDefault(name)}");
        }

        return table;
    }

    private static Table Summary(DemoLedger ledger, SampleCollector collector, long deadLetters)
    {
        var table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumn("what").AddColumn(new TableColumn("count").RightAligned());
        table.AddRow("webhooks posted", $"{ledger.Sent}");
        table.AddRow("answered 200, stored", $"{ledger.AnsweredOk}");
        table.AddRow("answered 401, forged", $"{ledger.AnsweredUnauthorized}");
        table.AddRow("events delivered", $"{collector.Taken.Count}");
        table.AddRow("items dropped as duplicates", $"{ledger.Repeats}");
        table.AddRow("dead letters (unreadable, unrecognised)", $"{deadLetters}");
        table.AddRow("batches retried while the collector was down", $"{collector.TurnedAway}");
        table.AddRow("events the collector got twice", $"{collector.Doubled}");
        return table;
    }
}
