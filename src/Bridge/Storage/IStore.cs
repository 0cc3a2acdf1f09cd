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
internal interface IStore : IIntakeStore, IDeliveryStore
{
    /// <summary>Where it is, for people: a path, or a database and its server. Without secrets.</summary>
    string Name { get; }

    /// <summary>Brings it to the newest schema. What comes afterwards does so too where this could not.</summary>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>How many dead letters there are by reason, without those that somebody replays, replayed or put aside.</summary>
    Task<IReadOnlyDictionary<string, long>> CountDeadLettersAsync(CancellationToken cancellationToken);
}
