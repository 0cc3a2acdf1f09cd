namespace Bridge.Core.Insights;

/// <summary>Figures of one business number in one hour, one day, or a range. Not thread-safe.</summary>
public sealed class CellTable
{
    /// <summary>Where everything goes that is one too many.</summary>
    public const string Other = "other";

    private readonly Dictionary<CellKey, Cell> _cells = [];
    private readonly Dictionary<(string Channel, Slice Slice), int> _series = [];

    public IReadOnlyDictionary<CellKey, Cell> Cells => _cells;

    /// <summary>Adds what others counted.</summary>
    /// <param name="mostSeries">At most so many values of each slice have figures of their own; the rest is <see cref="Other"/>.</param>
    public void Add(CellTable table, int mostSeries)
    {
        foreach (var (key, cell) in table._cells)
        {
            CellOf(key, mostSeries).Add(cell);
        }
    }

    internal Cell CellOf(CellKey key, int mostSeries = int.MaxValue)
    {
        if (_cells.TryGetValue(key, out var known))
        {
            return known;
        }

        var slice = (key.Channel, key.Slice);
        var series = _series.GetValueOrDefault(slice);
        if (series >= mostSeries && key.Slice is not (Slice.Whole or Slice.Hour) && key.Value != Other)
        {
            return CellOf(key with { Value = Other });
        }

        _series[slice] = series + 1;
        return _cells[key] = new Cell();
    }

    /// <summary>The messages of an hour, for a table that holds the day.</summary>
    /// <param name="hour">0 to 23, UTC.</param>
    public CellTable AsHour(int hour)
    {
        var table = new CellTable();
        foreach (var (key, cell) in _cells.Where(one => one.Key.Slice == Slice.Whole))
        {
            var messages = table.CellOf(new CellKey(key.Channel, Slice.Hour, $"{hour:00}"));
            messages.Add(Measure.Received, cell[Measure.Received]);
            messages.Add(Measure.Sent, cell[Measure.Sent]);
        }

        return table;
    }
}
