using System.Text.Json;
using Bridge.Commands.DeadLetters;
using Bridge.Insights;
using Bridge.Ops.Api;
using Bridge.Ops.Pages.Insights;

namespace Bridge.Commands.Insights;

/// <summary>The table of ads in a terminal: a line for each ad, and below it what cannot be known.</summary>
internal static class AdsText
{
    private const string Between = "  ";

    public static void Write(InsightsDocument insights, ChartDocument ads, TextWriter output)
    {
        output.WriteLine($"{InsightsWords.Time(insights.From)} to {InsightsWords.Time(insights.To)} UTC");
        output.WriteLine();
        if (ads.Unknown is { } why)
        {
            output.WriteLine(why);
            return;
        }

        var columns = ads.Columns.Index().Where(column => IsTold(ads, column.Item, column.Index)).ToList();
        var rows = ads.Rows.Select(row => columns.ConvertAll(column => Cell(column.Item, row[column.Index]))).ToList();
        rows.Insert(0, columns.ConvertAll(column => column.Item.Name));
        foreach (var row in rows)
        {
            var cells = row.Select((cell, at) => Padded(cell, columns[at].Item, rows.Max(other => other[at].Length)));
            output.WriteLine(string.Join(Between, cells).TrimEnd());
        }

        foreach (var note in ads.Notes)
        {
            output.WriteLine();
            output.WriteLine(note);
        }
    }

    /// <summary>A column of names that nobody knows only takes room.</summary>
    private static bool IsTold(ChartDocument ads, Column column, int index) =>
        column.Unit != Unit.Text || ads.Rows.Any(row => row[index].ValueKind == JsonValueKind.String);

    private static string Padded(string cell, Column column, int width) =>
        column.Unit == Unit.Text ? cell.PadRight(width) : cell.PadLeft(width);

    private static string Cell(Column column, JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => ConsoleTable.Line(value.GetString()!),
            JsonValueKind.Number => InsightsWords.Of(column.Unit, value.GetDouble()),
            _ => InsightsWords.Unknown,
        };
}
