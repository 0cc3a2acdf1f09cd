using System.Diagnostics.Metrics;
using Bridge.Telemetry;

namespace Bridge.Support;

/// <summary>
/// What one Bridge of this process counts from now on. Named as the instrument is, and its labels behind it:
/// <c>bridge.events.dropped rule=duplicate</c>.
/// </summary>
internal sealed class Counted : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly List<(string Name, long Value)> _counts = [];
    private readonly Lock _lock = new();

    /// <param name="meters">The Bridge's: what others count is not heard.</param>
    public Counted(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Instruments.MeterName && instrument.Meter.Scope == meters)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Count(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>How much was counted under a name.</summary>
    public long this[string name] => All.Where(count => count.Name == name).Sum(count => count.Value);

    /// <summary>Everything, in the order in which it was counted.</summary>
    public IReadOnlyList<(string Name, long Value)> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _counts];
            }
        }
    }

    /// <summary>What an instrument counted, in that order: the labels, and how much.</summary>
    public IEnumerable<string> Of(string instrument) =>
        All.Where(count => count.Name.Split(' ')[0] == instrument)
            .Select(count => $"{count.Name[instrument.Length..]} {count.Value}".TrimStart());

    public void Dispose() => _listener.Dispose();

    private void Count(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = string.Join(' ', [instrument.Name, .. tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}")]);
        lock (_lock)
        {
            _counts.Add((name, value));
        }
    }
}
