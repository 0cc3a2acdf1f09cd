using Bridge.Core.Attribution;
using Bridge.Core.Insights;

namespace Bridge.Insights;

/// <summary>Figures of a range and of the one before, added up from what is stored.</summary>
/// <remarks>
/// What is stored is bounded for each number; here nothing is, so that the agents of one number do not crowd out those of another.
/// </remarks>
internal sealed class InsightsData(InsightsFilter filter, InsightsRange range)
{
    private readonly Dictionary<DateTimeOffset, CellTable> _steps = [];
    private readonly SortedDictionary<string, CellTable> _numbers = new(StringComparer.Ordinal);
    private readonly CellTable _total = new();
    private readonly CellTable _before = new();

    /// <summary>The business numbers that have figures in the range.</summary>
    public IReadOnlyCollection<string> Numbers => _numbers.Keys;

    public InsightsFilter Filter => filter;

    public InsightsRange Range => range;

    /// <summary>What Meta calls the ads, by their ids, as far as it is known.</summary>
    public IReadOnlyDictionary<string, AdNames> AdNames { get; set; } = new Dictionary<string, AdNames>();

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
    public Cell Focus() => FocusOf(_total);

    public Cell Before() => FocusOf(_before);

    /// <summary>The figures asked for, of one hour or day.</summary>
    public Cell FocusAt(DateTimeOffset step) => _steps.TryGetValue(step, out var table) ? FocusOf(table) : new Cell();

    /// <summary>The figures by the values of a slice, over the channels asked for.</summary>
    public IReadOnlyDictionary<string, Cell> By(Slice slice) => By(_total, slice);

    public IReadOnlyDictionary<string, Cell> HoursAt(DateTimeOffset step) =>
        _steps.TryGetValue(step, out var table) ? By(table, Slice.Hour) : new Dictionary<string, Cell>();

    /// <summary>All channels that have figures.</summary>
    public IReadOnlyList<string> Channels => [.. _total.Cells.Keys.Select(key => key.Channel).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The figures of each number, over the channels asked for.</summary>
    public IEnumerable<KeyValuePair<string, Cell>> ByNumber() =>
        from number in _numbers
        where IsWanted(number.Key)
        select KeyValuePair.Create(number.Key, By(number.Value, Slice.Whole).GetValueOrDefault("") ?? new Cell());

    /// <summary>Of the range before only what is compared, of each step what is drawn over time.</summary>
    private void Add(DateTimeOffset start, string number, byte[] counts)
    {
        if (start >= range.From && start < range.To)
        {
            var ofNumber = TableOf(_numbers, number);
            if (IsWanted(number))
            {
                var ofStep = new CellTarget(TableOf(_steps, range.StepOf(start)), slice => slice == Slice.Hour || IsFocus(slice));
                RollUpCodec.ReadInto(counts, new CellTarget(_total), ofStep, new CellTarget(ofNumber, slice => slice == Slice.Whole));
            }
        }
        else if (start >= range.BeforeFrom && start < range.From && IsWanted(number))
        {
            RollUpCodec.ReadInto(counts, new CellTarget(_before, IsFocus));
        }
    }

    /// <summary>What waits is little.</summary>
    private void Add(DateTimeOffset hour, string number, CellTable counts)
    {
        counts.Add(range.IsByDay ? counts.AsHour(hour.Hour) : new CellTable(), int.MaxValue);
        Add(range.StepOf(hour), number, RollUpCodec.Write(counts));
    }

    private bool IsFocus(Slice slice) => slice == filter.Focus.Slice;

    private bool IsWanted(string number) => filter.Number is null || filter.Number == number;

    private static CellTable TableOf<T>(IDictionary<T, CellTable> tables, T key)
        where T : notnull => tables.TryGetValue(key, out var table) ? table : tables[key] = new CellTable();

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
