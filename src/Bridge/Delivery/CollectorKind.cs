using System.Collections.Frozen;
using Bridge.Storage;

namespace Bridge.Delivery;

/// <summary>An analytics collector: it gets events as they are stored, and its status says what becomes of them.</summary>
internal sealed class CollectorKind(ICollectorApi api) : IDestinationKind
{
    private static readonly Task<IReadOnlyDictionary<long, string>> None = Task.FromResult<IReadOnlyDictionary<long, string>>(
        FrozenDictionary<long, string>.Empty
    );

    public Task<IReadOnlyDictionary<long, string>> FindUnwantedAsync(
        IReadOnlyList<PendingEvent> events,
        CancellationToken cancellationToken
    ) => None;

    public Task<CollectorAnswer> PostAsync(
        Destination destination,
        IReadOnlyList<PendingEvent> events,
        CancellationToken cancellationToken
    ) => api.CaptureAsync(destination, events, cancellationToken);

    public Verdict Judge(CollectorAnswer answer, int posted) => Verdicts.Of(answer);
}
