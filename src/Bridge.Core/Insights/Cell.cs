using System.Runtime.InteropServices;

namespace Bridge.Core.Insights;

/// <summary>Which part of a number's hour or day figures belong to.</summary>
/// <param name="Channel"><c>whatsapp</c>, <c>messenger</c>, <c>instagram</c>.</param>
/// <param name="Value">Which country, agent, campaign; empty for the whole.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CellKey(string Channel, Slice Slice, string Value);

/// <summary>Figures that belong together. Two of them add up to one. Not thread-safe.</summary>
public sealed class Cell
{
    /// <summary>More than Meta has types or codes: what a stranger names is bounded too.</summary>
    private const int MostLabels = 60;

    private static readonly int Measures = Enum.GetValues<Measure>().Length;
    private static readonly int Durations = Enum.GetValues<Duration>().Length;

    private readonly long[] _counts = new long[Measures];
    private readonly Histogram?[] _durations = new Histogram?[Durations];
    private readonly Dictionary<(Measure Measure, string Label), long> _labels = [];

    public long this[Measure measure] => _counts[(int)measure];

    /// <summary>How a count is made up.</summary>
    public IEnumerable<(Measure Measure, string Label, long Count)> Labels =>
        _labels.Select(one => (one.Key.Measure, one.Key.Label, one.Value));

    /// <summary>Null while nothing was measured.</summary>
    public Histogram? Of(Duration duration) => _durations[(int)duration];

    public void Add(Measure measure, long count, string? label = null)
    {
        _counts[(int)measure] += count;
        if (label is not null)
        {
            AddLabel(measure, label, count);
        }
    }

    public void Add(Duration duration, long seconds) => Measured(duration).Add(seconds);

    public void Add(Cell other)
    {
        for (var measure = 0; measure < Measures; measure++)
        {
            _counts[measure] += other._counts[measure];
        }

        foreach (var (key, count) in other._labels)
        {
            AddLabel(key.Measure, key.Label, count);
        }

        for (var duration = 0; duration < Durations; duration++)
        {
            if (other._durations[duration] is { } measured)
            {
                Measured((Duration)duration).Add(measured);
            }
        }
    }

    internal void AddLabel(Measure measure, string label, long count)
    {
        var isOneTooMany = _labels.Count >= MostLabels && !_labels.ContainsKey((measure, label));
        CollectionsMarshal.GetValueRefOrAddDefault(_labels, (measure, isOneTooMany ? CellTable.Other : label), out _) += count;
    }

    internal Histogram Measured(Duration duration) => _durations[(int)duration] ??= new Histogram();
}
