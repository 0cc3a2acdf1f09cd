using System.Text;
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
            session.Console.Write(TableOf(heads, cells));
        }
        else
        {
            PrintPlain(session, [heads, .. cells]);
        }
    }

    /// <summary>Text of strangers as one line, with what a terminal would obey written out.</summary>
    public static string Line(string text) => Clean(text, keepLines: false);

    /// <summary>Text of strangers as it is, with what a terminal would obey written out.</summary>
    public static string Lines(string text) => Clean(text, keepLines: true);

    public static string Time(DateTimeOffset? time) => time?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'") ?? "-";

    private static string Clean(string text, bool keepLines)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            clean.Append(
                character is '\n' or '\r' or '\t'
                    ? keepLines
                        ? $"{character}"
                        : " "
                    : Misleads(character)
                        ? $"\\u{(int)character:x4}"
                        : $"{character}"
            );
        }

        return clean.ToString();
    }

    /// <summary>Control characters, and those that turn the direction of writing round.</summary>
    private static bool Misleads(char character) =>
        char.IsControl(character) || character is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

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
