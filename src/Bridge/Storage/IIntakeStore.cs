namespace Bridge.Storage;

/// <summary>The store as intake needs it: event ids seen, events deferred or queued, people. Every write is one transaction.</summary>
/// <remarks>
/// Every method throws <see cref="StorageException"/> when the store cannot do it; then the call may be repeated, whether or not it had
/// happened.
/// </remarks>
internal interface IIntakeStore
{
    /// <summary>Returns when it can be written.</summary>
    Task ProbeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Takes in a group of items: what was seen before is dropped, events are queued or deferred, dead letters are kept, people are
    /// remembered; the drained spool rows go with it.
    /// </summary>
    /// <remarks>
    /// With SQLite the spool rows go in the same transaction. With PostgreSQL afterwards: what is then drained twice is recognised as seen.
    /// </remarks>
    Task<IntakeCounts> TakeInAsync(IntakeBatch batch, CancellationToken cancellationToken);

    /// <summary>
    /// Queues at most <paramref name="limit"/> of the deferred events whose time has come, or lies farther ahead than any can; returns how
    /// many.
    /// </summary>
    Task<int> ReleaseDeferredAsync(DateTimeOffset now, int limit, IConversing? conversing, CancellationToken cancellationToken);

    /// <returns>When the oldest of the deferred events was received; null when none is deferred.</returns>
    Task<DateTimeOffset?> FindOldestDeferredAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Lets time do what it does to at most <paramref name="limit"/> conversations that are due at the watermark; what follows is queued.
    /// </summary>
    /// <returns>How many there were, and how many events are queued.</returns>
    Task<(int Due, int Queued)> ExpireConversationsAsync(
        DateTimeOffset watermark,
        int limit,
        IConversing conversing,
        CancellationToken cancellationToken
    );

    /// <summary>Notes signs of life.</summary>
    Task BeatAsync(IReadOnlyList<Heartbeat> beats, CancellationToken cancellationToken);

    Task<Heartbeats> ReadHeartbeatsAsync(CancellationToken cancellationToken);

    /// <summary>Who is behind each of the ids; those nobody knows are left out.</summary>
    Task<IReadOnlyDictionary<PersonId, KnownPerson>> FindPeopleAsync(
        IReadOnlyCollection<PersonId> ids,
        CancellationToken cancellationToken
    );

    /// <summary>The conversations of those who are known by the ids, some for each: whatever account met them.</summary>
    Task<IReadOnlyList<FoundConversation>> FindConversationsAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken);

    /// <summary>Who made each of the clicks (<see cref="Click.Id"/>); those nobody knows of are left out.</summary>
    Task<IReadOnlyDictionary<Guid, PersonId>> FindClicksAsync(IReadOnlyCollection<Guid> clicks, CancellationToken cancellationToken);

    /// <summary>Forgets some of the clicks from before a moment.</summary>
    /// <returns>Whether there may be more to forget.</returns>
    Task<bool> ForgetClicksAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>The business account a business number belongs to; null when nobody has said.</summary>
    Task<string?> FindAccountAsync(string number, CancellationToken cancellationToken);

    /// <summary>
    /// Remembers which business account a business number belongs to. Whoever was known under the number alone is known under the account
    /// from then on, with the conversations of both.
    /// </summary>
    Task RememberAccountAsync(string number, string account, IConversing conversing, CancellationToken cancellationToken);

    /// <summary>
    /// Forgets event ids that were taken in so long ago, in a step that does not hold up others for long. A clock that is set wrong makes
    /// none of them older.
    /// </summary>
    /// <returns>Whether there may be more to forget.</returns>
    Task<bool> ForgetSeenAsync(TimeSpan olderThan, CancellationToken cancellationToken);
}

/// <summary>Deletes rows of the spool that were taken in, where the spool lies in another file than the store.</summary>
internal delegate Task DeleteDrainedRows(IReadOnlyList<long> rows, CancellationToken cancellationToken);
