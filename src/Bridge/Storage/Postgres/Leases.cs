using System.Collections.Concurrent;

namespace Bridge.Storage.Postgres;

/// <summary>What this process claimed and has not settled: which event under which claim. Thread-safe.</summary>
internal sealed class Leases
{
    private readonly ConcurrentDictionary<long, Guid> _claimOf = new();

    public Guid[] Claims => [.. _claimOf.Values.Distinct()];

    /// <summary>Takes note of a claimed event.</summary>
    /// <returns>False when this process is working on the event already: then its lease had run out, as after a long outage of the
    /// database.</returns>
    public bool TryAdd(long sequence, Guid claim) => _claimOf.TryAdd(sequence, claim);

    /// <summary>How many events there are under a claim.</summary>
    public int Count(Guid claim) => _claimOf.Values.Count(deferred => deferred == claim);

    /// <summary>The claims these events are under.</summary>
    public Guid[] ClaimsOf(IEnumerable<PendingEvent> events) =>
        [.. events.Select(waiting => _claimOf.GetValueOrDefault(waiting.Sequence)).Distinct()];

    public void Remove(IEnumerable<PendingEvent> events)
    {
        foreach (var waiting in events)
        {
            _claimOf.TryRemove(waiting.Sequence, out _);
        }
    }
}
