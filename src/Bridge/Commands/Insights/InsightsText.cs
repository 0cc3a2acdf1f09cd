using System.Text.Json;
using Bridge.Core.Insights;
using Bridge.Insights;
using Bridge.Ops.Api;
using Bridge.Ops.Pages.Insights;

namespace Bridge.Commands.Insights;

/// <summary>Figures in a terminal of 80 columns: a line for each, a small bar for each row, a spark for each time.</summary>
internal static class InsightsText
{
    private const int Width = 80;
    private const int NameWidth = 26;
    private const int MostRows = 12;

    public static void Write(InsightsDocument insights, TextWriter output)
    {
        output.WriteLine(
            $"{InsightsWords.Time(insights.From)} to {InsightsWords.Time(insights.To)} UTC, by {insights.Step}; "
                + "against the same time before. What it means: --explain"
        );
        output.WriteLine();
        foreach (var definition in Definitions.All)
        {
            WriteFigure(insights, definition, output);
        }

        foreach (var chart in insights.Charts)
        {
            WriteChart(chart, output);
        }
    }

    public static void Explain(DefinitionsDocument definitions, TextWriter output)
    {
        foreach (var figure in definitions.Figures)
        {
            output.WriteLine($"{figure.Title} ({figure.Name})");
            WriteWrapped(figure.Meaning, "  ", output);
        }

        output.WriteLine("In general");
        foreach (var sentence in definitions.General)
        {
            WriteWrapped(sentence, "  ", output);
        }
    }

    private static void WriteFigure(InsightsDocument insights, Definition definition, TextWriter output)
    {
        var name = definition.Name;
        var isTime = name.StartsWith("median", StringComparison.Ordinal);
        if (insights.Unknown.TryGetValue(name, out var why))
        {
            WriteWrapped($"{definition.Title, -NameWidth}  {"–", 10}   {why}", new string(' ', NameWidth + 15), output, isFirstBare: true);
            return;
        }

        var value = isTime ? InsightsWords.Seconds(insights.Totals[name]) : InsightsWords.Count(insights.Totals[name]);
        var p90 = isTime ? ", 90 % " + InsightsWords.Seconds(insights.Totals["p90" + name["median".Length..]]) : "";
        var part = insights.Parts.TryGetValue(name, out var of) ? InsightsWords.Part(of) : "";
        var change = InsightsWords.Change(insights.Totals[name], insights.Before[name]);
        output.WriteLine($"{definition.Title, -NameWidth}  {value, 10}{p90}  {change, 7}  {part}".TrimEnd());
    }

    private static void WriteChart(ChartDocument chart, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine(chart.Title);
        if (chart.Unknown is { } why)
        {
            WriteWrapped(why, "  ", output);
            return;
        }

        switch (chart.Kind)
        {
            case ChartKind.Bars:
                WriteBars(chart, output);
                chart.Notes.ToList().ForEach(note => WriteWrapped(note, "  ", output));
                break;
            case ChartKind.Heat:
                WriteHeat(chart, output);
                break;
            default:
                WriteSparks(chart, output);
                break;
        }
    }

    private static void WriteBars(ChartDocument chart, TextWriter output)
    {
        var most = chart.Rows.Max(row => Number(row[1])) ?? 0;
        foreach (var row in chart.Rows.Take(MostRows))
        {
            var (bar, value) = (TextBars.Bar(Number(row[1]), most), InsightsWords.Of(chart.Columns[1].Unit, Number(row[1])));
            WriteRow($"  {Short(Text(row[0])), -20} {bar, -12} {value, 9}", Details(chart, row), output);
        }

        if (chart.Rows.Count > MostRows)
        {
            output.WriteLine($"  and {chart.Rows.Count - MostRows} more; --json has them all");
        }
    }

    /// <summary>In a line of its own where it does not fit.</summary>
    private static void WriteRow(string row, string details, TextWriter output)
    {
        if (row.Length + 2 + details.Length <= Width)
        {
            output.WriteLine($"{row}  {details}".TrimEnd());
            return;
        }

        output.WriteLine(row.TrimEnd());
        WriteWrapped(details, "      ", output);
    }

    private static string Details(ChartDocument chart, IReadOnlyList<JsonElement> row) =>
        string.Join(
            ", ",
            chart
                .Columns.Index()
                .Skip(2)
                .Where(column => column.Item.Unit != Unit.Text)
                .Select(column => InsightsWords.Of(column.Item, Number(row[column.Index])))
        );

    private static void WriteHeat(ChartDocument chart, TextWriter output)
    {
        var most = chart.Rows.Max(row => row.Skip(1).Max(Number)) ?? 0;
        foreach (var (index, day) in chart.Columns.Index().Skip(1))
        {
            output.WriteLine($"  {day.Name, -10} {TextBars.Shades(chart.Rows.Select(row => Number(row[index])), most)}".TrimEnd());
        }

        output.WriteLine($"  {"", -10} 0     6     12    18");
    }

    private static void WriteSparks(ChartDocument chart, TextWriter output)
    {
        foreach (var (index, column) in chart.Columns.Index().Skip(1).Where(column => column.Item.Unit is Unit.Count or Unit.Seconds))
        {
            var values = chart.Rows.Select(row => Number(row[index])).ToList();
            var spark = TextBars.Spark(values, column.Unit == Unit.Count);
            output.WriteLine($"  {column.Name, -10} {spark}  most {InsightsWords.Of(column.Unit, values.Max())}");
        }
    }

    private static void WriteWrapped(string text, string indent, TextWriter output, bool isFirstBare = false)
    {
        var line = isFirstBare ? "" : indent;
        foreach (var word in isFirstBare ? [text[..(NameWidth + 15)], .. text[(NameWidth + 15)..].Split(' ')] : text.Split(' '))
        {
            if (line.Trim().Length > 0 && line.Length + 1 + word.Length > Width)
            {
                output.WriteLine(line);
                line = indent;
            }

            line += line.Length == 0 || line.EndsWith(' ') ? word : " " + word;
        }

        output.WriteLine(line);
    }

    private static double? Number(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static string Text(JsonElement value) => DeadLetters.ConsoleTable.Line(value.ToString());

    private static string Short(string text) => text.Length > 20 ? text[..19] + "…" : text;
}
