using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Bridge.Storage;

/// <summary>What this process holds leases for: what it claimed and has not settled. Thread-safe.</summary>
internal sealed class Leases(IOptions<LeaseOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<long, long> _renewedAt = new();

    /// <summary>Who this process is to the others; another one after each start, since a restarted process knows nothing of what it held.</summary>
    public Guid Owner { get; } = Guid.NewGuid();

    public TimeSpan Duration => options.Value.Duration;

    public TimeSpan RenewAfter => options.Value.RenewAfter;

    public IReadOnlyCollection<long> All => [.. _renewedAt.Keys];

    /// <summary>Those that were neither claimed nor renewed for a while, in the order of the events.</summary>
    public long[] Due => [.. _renewedAt.Where(lease => time.GetElapsedTime(lease.Value) >= RenewAfter).Select(lease => lease.Key).Order()];

    /// <summary>Takes note of a claim.</summary>
    /// <returns>False when this process holds the event already: then its lease had run out, as after a long outage of the database, but the earlier claim is still being worked on.</returns>
    public bool TryAdd(long sequence) => _renewedAt.TryAdd(sequence, time.GetTimestamp());

    public bool Contains(long sequence) => _renewedAt.ContainsKey(sequence);

    public void Renewed(long sequence)
    {
        if (_renewedAt.TryGetValue(sequence, out var before))
        {
            _renewedAt.TryUpdate(sequence, time.GetTimestamp(), before);
        }
    }

    public void Remove(IEnumerable<WaitingEvent> events)
    {
        foreach (var waiting in events)
        {
            _renewedAt.TryRemove(waiting.Sequence, out _);
        }
    }
}
