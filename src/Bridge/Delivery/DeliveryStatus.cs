using System.Collections.Concurrent;
using Bridge.Telemetry;

namespace Bridge.Delivery;

/// <summary>How each destination fares, for readiness, <c>check</c> and the ops page. Thread-safe.</summary>
internal sealed class DeliveryStatus(SteadyClock clock)
{
    private readonly ConcurrentDictionary<string, (Gate Gate, Action TryNow)> _gates = new();

    /// <summary>The destinations being delivered to, by name.</summary>
    public IReadOnlyList<DestinationStatus> Destinations =>
        [
            .. _gates
                .Select(entry => new DestinationStatus(entry.Key, Told(entry.Value.Gate)))
                .OrderBy(status => status.Name, StringComparer.Ordinal),
        ];

    public GateStatus? Find(string destination) => _gates.TryGetValue(destination, out var entry) ? Told(entry.Gate) : null;

    /// <summary>Has a collector that is waited for, or paused, asked at once. Nothing happens to one that is open.</summary>
    public void TryNow(string destination)
    {
        if (_gates.TryGetValue(destination, out var entry))
        {
            entry.TryNow();
        }
    }

    /// <param name="tryNow">Opens the gate for a probe.</param>
    internal void Add(string destination, Gate gate, Action tryNow) => _gates[destination] = (gate, tryNow);

    internal void Remove(string destination) => _gates.TryRemove(destination, out _);

    /// <summary>A gate measures by the steady clock; people have the other one on their wall.</summary>
    private GateStatus Told(Gate gate)
    {
        var status = gate.Status;
        return status with
        {
            Since = clock.OnTheWall(status.Since),
            NextTry = OnTheWall(status.NextTry),
            LastSuccess = OnTheWall(status.LastSuccess),
            LastAnswerAt = OnTheWall(status.LastAnswerAt),
        };
    }

    private DateTimeOffset? OnTheWall(DateTimeOffset? moment) => moment is { } known ? clock.OnTheWall(known) : null;
}

/// <summary>How one destination fares.</summary>
internal sealed record DestinationStatus(string Name, GateStatus Gate);
