using System.Globalization;
using Bridge.DeadLetters;
using Bridge.Insights;

namespace Bridge.Ops.Api;

/// <summary>A chart's table for a spreadsheet: numbers as they are, times in UTC.</summary>
internal static class InsightsCsv
{
    public const string ContentType = "text/csv; charset=utf-8";

    public static string Of(Chart chart) =>
        string.Concat(
            chart
                .Rows.Select(row => row.Select(Text))
                .Prepend(chart.Columns.Select(column => column.Name))
                .Select(cells => string.Join(',', cells.Select(DeadLetterExport.Cell)) + "\r\n")
        );

    private static string? Text(object? value) =>
        value switch
        {
            DateTimeOffset time => Times.Text(time),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value?.ToString(),
        };
}
