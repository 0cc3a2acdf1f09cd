namespace Bridge.Storage;

/// <summary>
/// The forwarder's memory: event ids seen, events deferred or waiting for the collector, dead letters, people. Every write is one
/// transaction.
/// </summary>
/// <remarks>
/// A SQLite file is one process's alone; a PostgreSQL database is shared by any number of forwarders, which claim events by leases.
/// Every method throws <see cref="StorageException"/> when the store cannot do it; then the call may be repeated, whether or not it had
/// happened.
/// </remarks>
internal interface IStore
{
    /// <summary>Where it is, for people: a path, or a database and its server. Without secrets.</summary>
    string Name { get; }

    /// <summary>Brings it to the newest schema. What comes afterwards does so too where this could not.</summary>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>Returns when it can be written.</summary>
    Task ProbeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Takes in a group of items: what was seen before is dropped, events are queued or deferred, dead letters are kept, people are
    /// remembered; the drained spool rows go with it.
    /// </summary>
    /// <param name="people">Who is behind an id from now on; null forgets that somebody was.</param>
    /// <remarks>
    /// With SQLite the spool rows go in the same transaction. With PostgreSQL afterwards: what is then drained twice is recognised as seen.
    /// </remarks>
    Task<IntakeCounts> TakeInAsync(
        IReadOnlyList<IntakeItem> items,
        IReadOnlyList<long> drainedSpoolRows,
        IReadOnlyDictionary<PersonId, KnownPerson?> people,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Queues at most <paramref name="limit"/> of the deferred events whose time has come, or lies farther ahead than any can; returns how
    /// many.
    /// </summary>
    Task<int> ReleaseDeferredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>Who is behind each of the ids; those nobody knows are left out.</summary>
    Task<IReadOnlyDictionary<PersonId, KnownPerson>> FindPeopleAsync(
        IReadOnlyCollection<PersonId> ids,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Claims the oldest unclaimed events of a destination, for this process alone, until they are completed, given back or dead-lettered,
    /// or the process dies.
    /// </summary>
    Task<IReadOnlyList<PendingEvent>> ClaimAsync(string destination, int maxEvents, int maxBytes, CancellationToken cancellationToken);

    /// <summary>The collector took them: they are deleted, and a dead letter that was replayed so is done.</summary>
    Task CompleteAsync(IReadOnlyList<PendingEvent> events, CancellationToken cancellationToken);

    /// <summary>They wait again; with <paramref name="failedAt"/>, one more attempt is counted on each.</summary>
    Task GiveBackAsync(IReadOnlyList<PendingEvent> events, DateTimeOffset? failedAt, CancellationToken cancellationToken);

    /// <summary>
    /// They are dead: moved from the waiting events to the dead letters; what was replayed is dead again under its old number.
    /// </summary>
    Task DeadLetterAsync(IReadOnlyList<DeadEvent> events, CancellationToken cancellationToken);

    /// <summary>What waits for each destination, also for those no longer configured.</summary>
    Task<IReadOnlyList<Backlog>> GetBacklogAsync(CancellationToken cancellationToken);

    /// <summary>How many dead letters there are by reason, without those that somebody replays, replayed or put aside.</summary>
    Task<IReadOnlyDictionary<string, long>> CountDeadLettersAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Forgets event ids that were taken in so long ago, in a step that does not hold up others for long. A clock that is set wrong makes
    /// none of them older.
    /// </summary>
    /// <returns>Whether there may be more to forget.</returns>
    Task<bool> ForgetSeenAsync(TimeSpan olderThan, CancellationToken cancellationToken);
}

/// <summary>One item on its way in.</summary>
/// <param name="Kind">Whether it is for the collector or for the dead letters.</param>
/// <param name="Id">The event's id, by which repetitions are recognised.</param>
/// <param name="Name">The event's name; null for what is unreadable; the field's name for what is unrecognised.</param>
/// <param name="Destination">Where it goes: <c>default</c>, or the phone_number_id that has a destination of its own.</param>
/// <param name="Source">The business number (<c>phone_number_id</c>), when known.</param>
/// <param name="Reason">Why it is a dead letter; null for events.</param>
/// <param name="Payload">The track event in UTF-8 JSON exactly as it is posted; for dead letters what <c>raw</c> holds.</param>
/// <param name="ReceivedAt">When the webhook was received.</param>
internal sealed record IntakeItem(
    IntakeKind Kind,
    Guid Id,
    string? Name,
    string Destination,
    string? Source,
    string? Reason,
    ReadOnlyMemory<byte> Payload,
    DateTimeOffset ReceivedAt
)
{
    /// <summary>
    /// The event that says the same better (it may have this one's own id, from another source): was that one seen, this one is dropped;
    /// comes it while this one is held, it takes its place.
    /// </summary>
    public Guid? ReplacedBy { get; init; }

    /// <summary>Until when it is deferred for <see cref="ReplacedBy"/>; null queues it at once.</summary>
    public DateTimeOffset? HoldUntil { get; init; }
}

internal enum IntakeKind
{
    Event,
    Unreadable,
    Unrecognised,
    Undeserialisable,
    Unstorable,
}

/// <summary>What a group of items became.</summary>
/// <param name="Deferred">Events deferred for a better one.</param>
/// <param name="Replaced">Events dropped because a better one was or came there.</param>
internal readonly record struct IntakeCounts(
    int Queued,
    int Duplicates,
    int Unreadable,
    int Unrecognised,
    int Undeserialisable = 0,
    int Deferred = 0,
    int Replaced = 0,
    int Unstorable = 0
);

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

/// <summary>Why something is a dead letter, as stored and shown.</summary>
internal static class DeadReason
{
    public const string Refused = "refused";
    public const string TooLarge = "too large";
    public const string Expired = "expired";
    public const string Unreadable = "unreadable";
    public const string Unrecognised = "unrecognised";

    /// <summary>A message of the broker that is no event batch, or that intake could not take: its raw body is kept whole.</summary>
    public const string Undeserialisable = "undeserialisable";

    /// <summary>
    /// An item that the store refused while it took others: it is kept as a batch of its own, from which it can be taken in again.
    /// </summary>
    public const string Unstorable = "unstorable";

    /// <summary>Whether dead letters of a reason hold an event; the others hold what Meta or the broker sent.</summary>
    public static bool IsOfEvents(string reason) => reason is Refused or TooLarge or Expired;

    /// <summary>The reason with which an item becomes a dead letter at intake; null for events.</summary>
    public static string? Of(IntakeKind kind) =>
        kind switch
        {
            IntakeKind.Event => null,
            IntakeKind.Unreadable => Unreadable,
            IntakeKind.Unrecognised => Unrecognised,
            IntakeKind.Undeserialisable => Undeserialisable,
            IntakeKind.Unstorable => Unstorable,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind has no reason yet."),
        };
}

/// <summary>What waits for a destination.</summary>
internal readonly record struct Backlog(string Destination, long Waiting, DateTimeOffset? OldestReceivedAt);
