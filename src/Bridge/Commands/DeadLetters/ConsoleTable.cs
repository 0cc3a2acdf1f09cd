using Spectre.Console;

namespace Bridge.Commands.DeadLetters;

/// <summary>Rows in columns: a table on a terminal; anywhere else plain lines, one a row, never wrapped.</summary>
internal static class ConsoleTable
{
    private const string Between = "  ";

    public static void Print(AdminSession session, IReadOnlyList<string> heads, IReadOnlyList<IReadOnlyList<string?>> rows)
    {
        var cells = rows.Select(row => row.Select(cell => string.IsNullOrEmpty(cell) ? "-" : Line(cell)).ToArray()).ToList();
        if (session.Console.Profile.Capabilities.Ansi)
        {
            var (fittingHeads, fittingCells) = FittingTable.Of(heads, cells, session.Console.Profile.Width);
            session.Console.Write(TableOf(fittingHeads, fittingCells));
        }
        else
        {
            PrintPlain(session, [heads, .. cells]);
        }
    }

    /// <summary>Text of strangers as one line, with what a terminal would obey written out.</summary>
    public static string Line(string text) => ShownText.Escape(text.ReplaceLineEndings(" ").Replace('\t', ' '));

    public static string Time(DateTimeOffset? time) => time?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'") ?? "-";

    private static Table TableOf(IReadOnlyList<string> heads, List<string[]> rows)
    {
        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumns([.. heads.Select(Markup.Escape)]);
        rows.ForEach(row => table.AddRow([.. row.Select(Markup.Escape)]));
        return table;
    }

    private static void PrintPlain(AdminSession session, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Count).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            session.Print(string.Join(Between, row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }
}
