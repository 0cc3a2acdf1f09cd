using Bridge.Storage;

namespace Bridge.Support;

/// <summary>A real store that takes nothing in while a test says so.</summary>
internal sealed class BreakableStore(IStore store) : IStore
{
    private volatile Func<IReadOnlyList<IntakeItem>, Exception?> _fault = _ => null;
    private int _attempts;

    /// <summary>Asked before each intake, and, with no items, each probe: what it fails with, or null.</summary>
    public Func<IReadOnlyList<IntakeItem>, Exception?> Fault
    {
        get => _fault;
        set => _fault = value;
    }

    /// <summary>What each intake waits for.</summary>
    public Task Before { get; set; } = Task.CompletedTask;

    /// <summary>How often intake was tried.</summary>
    public int Attempts => Volatile.Read(ref _attempts);

    public string Name => store.Name;

    public Task OpenAsync(CancellationToken cancellationToken) => store.OpenAsync(cancellationToken);

    public Task ProbeAsync(CancellationToken cancellationToken) =>
        Fault([]) is { } fault ? Task.FromException(fault) : store.ProbeAsync(cancellationToken);

    public async Task<IntakeCounts> TakeInAsync(IntakeBatch batch, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _attempts);
        await Before.WaitAsync(cancellationToken);
        return Fault(batch.Items) is { } fault ? throw fault : await store.TakeInAsync(batch, cancellationToken);
    }

    public Task<IReadOnlySet<Guid>> FindStoppedAsync(IReadOnlyCollection<Guid> clicks, CancellationToken cancellationToken) =>
        store.FindStoppedAsync(clicks, cancellationToken);

    public Task<DateTimeOffset?> FindOldestDeferredAsync(CancellationToken cancellationToken) =>
        store.FindOldestDeferredAsync(cancellationToken);

    public Task<(int Due, int Queued)> ExpireConversationsAsync(
        DateTimeOffset watermark,
        int limit,
        IConversing conversing,
        CancellationToken cancellationToken
    ) => store.ExpireConversationsAsync(watermark, limit, conversing, cancellationToken);

    public Task BeatAsync(IReadOnlyList<Heartbeat> beats, CancellationToken cancellationToken) => store.BeatAsync(beats, cancellationToken);

    public Task<Heartbeats> ReadHeartbeatsAsync(CancellationToken cancellationToken) => store.ReadHeartbeatsAsync(cancellationToken);

    public Task<int> ReleaseDeferredAsync(DateTimeOffset now, int limit, IConversing? conversing, CancellationToken cancellationToken) =>
        store.ReleaseDeferredAsync(now, limit, conversing, cancellationToken);

    public Task<IReadOnlyDictionary<PersonId, KnownPerson>> FindPeopleAsync(
        IReadOnlyCollection<PersonId> ids,
        CancellationToken cancellationToken
    ) => store.FindPeopleAsync(ids, cancellationToken);

    public Task<IReadOnlyList<FoundConversation>> FindConversationsAsync(
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    ) => store.FindConversationsAsync(ids, cancellationToken);

    public Task<IReadOnlyDictionary<Guid, PersonId>> FindClicksAsync(
        IReadOnlyCollection<Guid> clicks,
        CancellationToken cancellationToken
    ) => store.FindClicksAsync(clicks, cancellationToken);

    public Task<bool> ForgetClicksAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        store.ForgetClicksAsync(before, cancellationToken);

    public Task<string?> FindAccountAsync(string number, CancellationToken cancellationToken) =>
        store.FindAccountAsync(number, cancellationToken);

    public Task RememberAccountAsync(string number, string account, IConversing conversing, CancellationToken cancellationToken) =>
        store.RememberAccountAsync(number, account, conversing, cancellationToken);

    public Task<IReadOnlyList<PendingEvent>> ClaimAsync(
        string destination,
        int maxEvents,
        int maxBytes,
        CancellationToken cancellationToken
    ) => store.ClaimAsync(destination, maxEvents, maxBytes, cancellationToken);

    public Task<IReadOnlySet<long>> FindHeldAsync(IReadOnlyList<PendingEvent> events, CancellationToken cancellationToken) =>
        store.FindHeldAsync(events, cancellationToken);

    public Task CompleteAsync(IReadOnlyList<PendingEvent> events, DeliveryReceipt receipt, CancellationToken cancellationToken) =>
        store.CompleteAsync(events, receipt, cancellationToken);

    public Task GiveBackAsync(IReadOnlyList<PendingEvent> events, DateTimeOffset? failedAt, CancellationToken cancellationToken) =>
        store.GiveBackAsync(events, failedAt, cancellationToken);

    public Task DeadLetterAsync(IReadOnlyList<DeadEvent> events, CancellationToken cancellationToken) =>
        store.DeadLetterAsync(events, cancellationToken);

    public Task<IReadOnlyList<Backlog>> GetBacklogAsync(CancellationToken cancellationToken) => store.GetBacklogAsync(cancellationToken);

    public Task<IReadOnlyDictionary<string, long>> CountDeadLettersAsync(CancellationToken cancellationToken) =>
        store.CountDeadLettersAsync(cancellationToken);

    public Task<bool> ForgetSeenAsync(TimeSpan olderThan, CancellationToken cancellationToken) =>
        store.ForgetSeenAsync(olderThan, cancellationToken);
}
