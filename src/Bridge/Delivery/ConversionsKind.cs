using Bridge.Core.Conversions;
using Bridge.Storage;

namespace Bridge.Delivery;

/// <summary>
/// Meta's Conversions API: it hears of what came of its ads, within seven days, and nothing of people who have opted out; its answers
/// carry codes of their own.
/// </summary>
internal sealed class ConversionsKind(IConversionsApi api, RetryingStore store, TimeProvider time) : IDestinationKind
{
    /// <remarks>Asked each time: it may have waited for long, or have been replayed long after.</remarks>
    public async Task<IReadOnlyDictionary<long, string>> FindUnwantedAsync(
        IReadOnlyList<PendingEvent> events,
        CancellationToken cancellationToken
    )
    {
        var told = events.ToDictionary(waiting => waiting.Sequence, waiting => Conversion.Read(waiting.Payload));
        var clicks = told.Values.OfType<Conversion>().Select(ClickOf).Distinct().ToList();
        var stopped = await store.FindStoppedAsync(clicks, cancellationToken);
        return told.Select(one => (one.Key, Reason: one.Value is { } conversion ? WhyNot(conversion, stopped) : null))
            .Where(one => one.Reason is not null)
            .ToDictionary(one => one.Key, one => one.Reason!);
    }

    public Task<CollectorAnswer> PostAsync(Destination destination, IReadOnlyList<PendingEvent> events, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return api.TellAsync(
            destination,
            [.. events.Select(waiting => Conversion.Read(waiting.Payload)?.NotAfter(now))],
            cancellationToken
        );
    }

    public Verdict Judge(CollectorAnswer answer, int posted) => ConversionVerdicts.Of(answer, posted);

    private string? WhyNot(Conversion conversion, IReadOnlySet<Guid> stopped) =>
        stopped.Contains(ClickOf(conversion)) ? DeadReason.OptedOut
        : time.GetUtcNow() - conversion.At > Conversion.Window ? DeadReason.Expired
        : null;

    private static Guid ClickOf(Conversion conversion) => Click.IdOf(conversion.Account, conversion.Click);
}
