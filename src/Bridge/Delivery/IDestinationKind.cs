using Bridge.Storage;

namespace Bridge.Delivery;

/// <summary>
/// What kinds of destinations differ in: how events are posted there, what an answer means, and what is not posted at all.
/// </summary>
internal interface IDestinationKind
{
    /// <returns>
    /// Which of the events (<see cref="PendingEvent.Sequence"/>) must not be posted, whoever asks for it, and why: a
    /// <see cref="DeadReason"/>.
    /// </returns>
    Task<IReadOnlyDictionary<long, string>> FindUnwantedAsync(IReadOnlyList<PendingEvent> events, CancellationToken cancellationToken);

    /// <returns>The answer, or how the network failed; only cancellation throws.</returns>
    Task<CollectorAnswer> PostAsync(Destination destination, IReadOnlyList<PendingEvent> events, CancellationToken cancellationToken);

    /// <param name="posted">How many events.</param>
    Verdict Judge(CollectorAnswer answer, int posted);
}
