using System.Data.Common;
using Bridge.Storage;

namespace Bridge.Delivery;

/// <summary>A store without a disk, which also keeps book of what delivery did to each event.</summary>
internal sealed class InMemoryStore : IDeliveryStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, PendingEvent> _waiting = [];
    private readonly HashSet<long> _claimed = [];
    private readonly List<DeadEvent> _dead = [];
    private long _sequence;
    private int _failuresToCome;

    /// <summary>What waits or is claimed, in the order of intake.</summary>
    public IReadOnlyList<PendingEvent> Waiting => Locked(() => _waiting.Values.ToList());

    public int Claimed => Locked(() => _claimed.Count);

    public IReadOnlyList<DeadEvent> Dead => Locked(() => _dead.ToList());

    public void Add(params IEnumerable<PendingEvent> events) =>
        Locked(() =>
        {
            foreach (var waiting in events)
            {
                _sequence++;
                _waiting.Add(_sequence, waiting with { Sequence = _sequence });
            }

            return true;
        });

    /// <summary>The next calls that change something, or claim, fail.</summary>
    public void FailNext(int calls) => Volatile.Write(ref _failuresToCome, calls);

    public Task<IReadOnlyList<PendingEvent>> ClaimAsync(
        string destination,
        int maxEvents,
        int maxBytes,
        CancellationToken cancellationToken
    ) =>
        Change<IReadOnlyList<PendingEvent>>(() =>
        {
            var bytes = 0;
            var claim = _waiting
                .Values.Where(waiting => waiting.Destination == destination && !_claimed.Contains(waiting.Sequence))
                .Take(maxEvents)
                .TakeWhile(waiting => (bytes += waiting.Payload.Length) <= maxBytes)
                .ToList();
            _claimed.UnionWith(claim.Select(waiting => waiting.Sequence));
            return claim;
        });

    public Task<IReadOnlySet<long>> FindHeldAsync(IReadOnlyList<PendingEvent> events, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlySet<long>>(Locked(() => events.Select(waiting => waiting.Sequence).Where(_claimed.Contains).ToHashSet()));

    public Task<IReadOnlySet<Guid>> FindStoppedAsync(IReadOnlyCollection<Guid> clicks, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlySet<Guid>>(new HashSet<Guid>());

    public Task CompleteAsync(IReadOnlyList<PendingEvent> events, DeliveryReceipt receipt, CancellationToken cancellationToken) =>
        Change(() =>
        {
            Remove(events);
            return true;
        });

    public Task GiveBackAsync(IReadOnlyList<PendingEvent> events, DateTimeOffset? failedAt, CancellationToken cancellationToken) =>
        Change(() =>
        {
            foreach (var waiting in events)
            {
                _claimed.Remove(waiting.Sequence);
                _waiting[waiting.Sequence] = failedAt is null
                    ? waiting
                    : waiting with
                    {
                        Attempts = waiting.Attempts + 1,
                        FirstFailedAt = waiting.FirstFailedAt ?? failedAt,
                    };
            }

            return true;
        });

    public Task DeadLetterAsync(IReadOnlyList<DeadEvent> events, CancellationToken cancellationToken) =>
        Change(() =>
        {
            Remove(events.Select(dead => dead.Event));
            _dead.AddRange(events);
            return true;
        });

    public Task<IReadOnlyList<Backlog>> GetBacklogAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Backlog>>(
            Locked(() =>
                _waiting
                    .Values.GroupBy(waiting => waiting.Destination)
                    .Select(group => new Backlog(group.Key, group.Count(), group.Min(waiting => waiting.ReceivedAt)))
                    .ToList()
            )
        );

    private void Remove(IEnumerable<PendingEvent> events)
    {
        foreach (var waiting in events)
        {
            _claimed.Remove(waiting.Sequence);
            _waiting.Remove(waiting.Sequence);
        }
    }

    private Task<T> Change<T>(Func<T> change) =>
        Interlocked.Decrement(ref _failuresToCome) >= 0
            ? Task.FromException<T>(new BrokenStoreException())
            : Task.FromResult(Locked(change));

    private T Locked<T>(Func<T> action)
    {
        lock (_lock)
        {
            return action();
        }
    }

    private sealed class BrokenStoreException() : DbException("The disk is full.");
}
