using System.Collections.Concurrent;

namespace Bridge.Delivery;

/// <summary>How each destination fares, for readiness, <c>check</c> and the ops page. Thread-safe.</summary>
internal sealed class DeliveryStatus
{
    private readonly ConcurrentDictionary<string, Gate> _gates = new();

    /// <summary>The destinations being delivered to, by name.</summary>
    public IReadOnlyList<DestinationStatus> Destinations =>
        [.. _gates.Select(entry => new DestinationStatus(entry.Key, entry.Value.Status)).OrderBy(status => status.Name, StringComparer.Ordinal)];

    public GateStatus? Find(string destination) => _gates.GetValueOrDefault(destination)?.Status;

    internal void Add(string destination, Gate gate) => _gates[destination] = gate;

    internal void Remove(string destination) => _gates.TryRemove(destination, out _);
}

/// <summary>How one destination fares.</summary>
internal sealed record DestinationStatus(string Name, GateStatus Gate);
