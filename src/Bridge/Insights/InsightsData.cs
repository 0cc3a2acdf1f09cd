using Bridge.Core.Attribution;
using Bridge.Core.Insights;

namespace Bridge.Insights;

/// <summary>Figures of a range and of the one before, added up from what is stored.</summary>
internal sealed class InsightsData(InsightsFilter filter, InsightsRange range, int mostSeries)
{
    private readonly Dictionary<DateTimeOffset, CellTable> _steps = [];
    private readonly CellTable _before = new();
    private CellTable? _total;

    /// <summary>The business numbers that have figures in the range.</summary>
    public SortedSet<string> Numbers { get; } = new(StringComparer.Ordinal);

    public InsightsFilter Filter => filter;

    public InsightsRange Range => range;

    /// <summary>What Meta calls the ads, by their ids, as far as it is known.</summary>
    public IReadOnlyDictionary<string, AdNames> AdNames { get; set; } = new Dictionary<string, AdNames>();

    private CellTable Total => _total ??= Sum();

    public void Add(InsightsRow row)
    {
        if (!row.IsPending)
        {
            Add(DateTimeOffset.FromUnixTimeMilliseconds(row.Start), row.Number, row.Counts);
            return;
        }

        foreach (var ((hour, number), table) in RollUpCodec.ReadRollUp(row.Counts).Hours)
        {
            Add(DateTimeOffset.UnixEpoch.AddHours(hour), number, table);
        }
    }

    /// <summary>The figures asked for.</summary>
    public Cell Focus() => FocusOf(Total);

    public Cell Before() => FocusOf(_before);

    /// <summary>The figures asked for, of one hour or day.</summary>
    public Cell FocusAt(DateTimeOffset step) => _steps.TryGetValue(step, out var table) ? FocusOf(table) : new Cell();

    /// <summary>The figures by the values of a slice, over the channels asked for.</summary>
    public IReadOnlyDictionary<string, Cell> By(Slice slice) => By(Total, slice);

    public IReadOnlyDictionary<string, Cell> HoursAt(DateTimeOffset step) =>
        _steps.TryGetValue(step, out var table) ? By(table, Slice.Hour) : new Dictionary<string, Cell>();

    /// <summary>All channels that have figures.</summary>
    public IReadOnlyList<string> Channels => [.. Total.Cells.Keys.Select(key => key.Channel).Distinct().Order(StringComparer.Ordinal)];

    private void Add(DateTimeOffset start, string number, byte[] counts)
    {
        if (Place(start, number) is { } table)
        {
            RollUpCodec.ReadInto(table, counts, mostSeries, WantedIn(table));
        }
    }

    private void Add(DateTimeOffset hour, string number, CellTable counts)
    {
        if (Place(hour, number) is { } table)
        {
            table.Add(counts, mostSeries);
            table.Add(range.IsByDay ? counts.AsHour(hour.Hour) : new CellTable(), mostSeries);
        }
    }

    /// <summary>Of the range before only what is compared.</summary>
    private Predicate<Slice>? WantedIn(CellTable table) => table == _before ? slice => slice == filter.Focus.Slice : null;

    /// <returns>Null for what is not asked for.</returns>
    private CellTable? Place(DateTimeOffset start, string number)
    {
        if (start < range.BeforeFrom || start >= range.To)
        {
            return null;
        }

        if (start >= range.From)
        {
            Numbers.Add(number);
        }

        if (filter.Number is not null && filter.Number != number)
        {
            return null;
        }

        if (start < range.From)
        {
            return _before;
        }

        var step = range.StepOf(start);
        return _steps.TryGetValue(step, out var table) ? table : _steps[step] = new CellTable();
    }

    private CellTable Sum()
    {
        var sum = new CellTable();
        foreach (var table in _steps.Values)
        {
            sum.Add(table, mostSeries);
        }

        return sum;
    }

    private Cell FocusOf(CellTable table) => By(table, filter.Focus.Slice).GetValueOrDefault(filter.Focus.Value) ?? new Cell();

    private Dictionary<string, Cell> By(CellTable table, Slice slice)
    {
        var values = new Dictionary<string, Cell>();
        foreach (var (key, cell) in table.Cells)
        {
            if (key.Slice == slice && (filter.Channel is null || filter.Channel == key.Channel))
            {
                (values.TryGetValue(key.Value, out var sum) ? sum : values[key.Value] = new Cell()).Add(cell);
            }
        }

        return values;
    }
}
