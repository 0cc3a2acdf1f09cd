namespace Bridge.Storage;

/// <summary>
/// The store as delivery needs it: events that wait for the collector, and what becomes of them. Every write is one transaction.
/// </summary>
/// <remarks>
/// Every method throws <see cref="StorageException"/> when the store cannot do it; then the call may be repeated, whether or not it had
/// happened.
/// </remarks>
internal interface IDeliveryStore
{
    /// <summary>
    /// What was claimed longer ago is looked for (<see cref="FindHeldAsync"/>) before it is posted; an erasure waits so long after it has
    /// deleted.
    /// </summary>
    static readonly TimeSpan LongestUnlooked = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Claims the oldest unclaimed events of a destination, for this process alone, until they are completed, given back or dead-lettered,
    /// or the process dies.
    /// </summary>
    Task<IReadOnlyList<PendingEvent>> ClaimAsync(string destination, int maxEvents, int maxBytes, CancellationToken cancellationToken);

    /// <summary>
    /// The numbers of those of the claimed events that are still this process's: others were erased meanwhile, or their claim ran out.
    /// </summary>
    Task<IReadOnlySet<long>> FindHeldAsync(IReadOnlyList<PendingEvent> events, CancellationToken cancellationToken);

    /// <summary>Those of some clicks (<see cref="Click.Id"/>) whose people have opted out since.</summary>
    Task<IReadOnlySet<Guid>> FindStoppedAsync(IReadOnlyCollection<Guid> clicks, CancellationToken cancellationToken);

    /// <summary>The collector took them: they are deleted, and a dead letter that was replayed so is done.</summary>
    Task CompleteAsync(IReadOnlyList<PendingEvent> events, DeliveryReceipt receipt, CancellationToken cancellationToken);

    /// <summary>They wait again; with <paramref name="failedAt"/>, one more attempt is counted on each.</summary>
    Task GiveBackAsync(IReadOnlyList<PendingEvent> events, DateTimeOffset? failedAt, CancellationToken cancellationToken);

    /// <summary>
    /// They are dead: moved from the waiting events to the dead letters; what was replayed is dead again under its old number.
    /// </summary>
    Task DeadLetterAsync(IReadOnlyList<DeadEvent> events, CancellationToken cancellationToken);

    /// <summary>What waits for each destination, also for those no longer configured.</summary>
    Task<IReadOnlyList<Backlog>> GetBacklogAsync(CancellationToken cancellationToken);
}

/// <summary>An event on its way out.</summary>
/// <param name="Sequence">Its place in the order of intake.</param>
/// <param name="Attempts">How often it was posted without success before.</param>
internal sealed record PendingEvent(
    long Sequence,
    Guid Id,
    string Name,
    string Destination,
    string? Source,
    byte[] Payload,
    DateTimeOffset ReceivedAt,
    int Attempts,
    DateTimeOffset? FirstFailedAt
)
{
    /// <summary>When it happened, as its webhook says; null for what is older than this is kept, or was deferred.</summary>
    public DateTimeOffset? HappenedAt { get; init; }

    /// <summary>The span in which it was received (W3C Trace Context); null unless that is recorded.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The dead letter it is a replay of: what becomes of it is noted there.</summary>
    public long? DeadLetter { get; init; }
}

/// <summary>An event that is not posted again by itself.</summary>
/// <param name="Reason">One of <see cref="DeadReason"/>.</param>
/// <param name="Status">The collector's HTTP status, when it was one that decided.</param>
/// <param name="Answer">The first 2 KB of the collector's answer.</param>
internal sealed record DeadEvent(PendingEvent Event, string Reason, int? Status, string? Answer, DateTimeOffset FailedAt)
{
    /// <summary>
    /// How often it was posted in vain: an answer means one attempt more; what is too old or too large was not posted again.
    /// </summary>
    public int Attempts => Event.Attempts + (Status is null ? 0 : 1);

    /// <summary>What happened, in two words or three, for the dead letter's history.</summary>
    public string InWords => Status is { } status ? $"{Reason} with {status}" : Reason;
}

/// <summary>What waits for a destination.</summary>
internal readonly record struct Backlog(string Destination, long Waiting, DateTimeOffset? OldestReceivedAt);
