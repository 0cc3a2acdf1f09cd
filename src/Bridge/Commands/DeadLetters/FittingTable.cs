namespace Bridge.Commands.DeadLetters;

/// <summary>
/// A table no wider than the terminal: first without the columns that say the same in every row, then with the longest cells cut. What is
/// written to a file or asked for as JSON has all of it.
/// </summary>
internal static class FittingTable
{
    /// <summary>What a border and its spaces take beside each column.</summary>
    private const int BesideColumn = 3;

    /// <summary>A column is not cut below this: it would say nothing.</summary>
    private const int NarrowestColumn = 8;

    public static (IReadOnlyList<string> Heads, List<string[]> Rows) Of(IReadOnlyList<string> heads, List<string[]> rows, int width)
    {
        var columns = Enumerable.Range(0, heads.Count).ToList();
        foreach (var column in Enumerable.Range(1, heads.Count - 1).Reverse().Where(column => IsSameInAll(rows, column)))
        {
            if (WidthOf(heads, rows, columns) > width)
            {
                columns.Remove(column);
            }
        }

        var cut = Widths(heads, rows, columns);
        while (cut.Sum() + (BesideColumn * cut.Count) + 1 > width && cut.Max() > NarrowestColumn)
        {
            cut[cut.IndexOf(cut.Max())]--;
        }

        return (
            [.. columns.Select((column, at) => Cut(heads[column], cut[at]))],
            rows.ConvertAll(row => columns.Select((column, at) => Cut(row[column], cut[at])).ToArray())
        );
    }

    private static bool IsSameInAll(List<string[]> rows, int column) =>
        rows.Count > 1 && rows.TrueForAll(row => row[column] == rows[0][column]);

    private static int WidthOf(IReadOnlyList<string> heads, List<string[]> rows, List<int> columns) =>
        Widths(heads, rows, columns).Sum() + (BesideColumn * columns.Count) + 1;

    private static List<int> Widths(IReadOnlyList<string> heads, List<string[]> rows, List<int> columns) =>
        columns.ConvertAll(column => rows.Select(row => row[column].Length).Append(heads[column].Length).Max());

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..(length - 1)] + "…";
}
