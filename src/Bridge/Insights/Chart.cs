using Bridge.Core.Insights;

namespace Bridge.Insights;

/// <summary>How a chart is drawn.</summary>
internal enum ChartKind
{
    /// <summary>Counts over time, one above the other.</summary>
    Columns,

    /// <summary>Seconds over time.</summary>
    Lines,

    /// <summary>A bar for each row.</summary>
    Bars,

    /// <summary>A column for each day of the week, a row for each hour.</summary>
    Heat,
}

/// <summary>What the values of a column are.</summary>
internal enum Unit
{
    Text,
    Time,
    Count,
    Seconds,

    /// <summary>A part of 1.</summary>
    Rate,

    /// <summary>Of the currency that the column names.</summary>
    Money,
}

internal sealed record Column(string Name, Unit Unit = Unit.Count);

/// <summary>A chart and its table at once: what is drawn, printed, and written as CSV and JSON.</summary>
/// <param name="Id">In addresses.</param>
/// <param name="Meaning">What counts.</param>
/// <param name="Rows">A value for each column: a text, a time, a number, or null for what is not known.</param>
internal sealed record Chart(
    string Id,
    string Title,
    string Meaning,
    ChartKind Kind,
    IReadOnlyList<Column> Columns,
    IReadOnlyList<IReadOnlyList<object?>> Rows
)
{
    /// <summary>Why there is nothing to show; null when there is.</summary>
    public string? Unknown { get; init; }

    /// <summary>What of it cannot be known, and what would make it known.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How many have no row of their own: the last row is theirs together. 0 when all have.</summary>
    public int LeftOut { get; init; }

    /// <summary>The place of the first column that a bar can be as long as.</summary>
    public int FirstFigure => Columns.TakeWhile(column => column.Unit is Unit.Text or Unit.Time).Count();

    public static Chart Bars(string id, Definition definition, IReadOnlyList<Column> columns, IReadOnlyList<IReadOnlyList<object?>> rows) =>
        new(id, definition.Title, definition.Meaning, ChartKind.Bars, columns, rows);

    /// <summary>Says why nothing is shown when there is nothing.</summary>
    public Chart OrUnknown(string reason) =>
        Rows.Count > 0 && Unknown is null ? this : this with { Rows = [], Notes = [], LeftOut = 0, Unknown = Unknown ?? reason };
}
