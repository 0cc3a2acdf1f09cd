using Bridge.Core.Events;
using Bridge.Storage;
using Microsoft.Extensions.Options;

namespace Bridge.Attribution;

/// <summary>
/// Puts the names of ads on events that are about to be posted. What the store holds stays as it is: an event that is dead-lettered or
/// replayed gets the names that are known when it is posted.
/// </summary>
internal sealed class NamedEvents(AdDirectory directory, IOptions<AttributionOptions> options, TimeProvider time)
{
    /// <summary>So many events wait at once in one process; more go without names rather than fill its memory.</summary>
    private const int MostWaiting = 2000;

    private int _waiting;

    /// <summary>Tells those whose names may come soon from the others.</summary>
    public (IReadOnlyList<PendingEvent> Ready, IReadOnlyList<PendingEvent> Waiting) Sort(IReadOnlyList<PendingEvent> events)
    {
        if (!options.Value.AsksForNames || Volatile.Read(ref _waiting) >= MostWaiting)
        {
            return (events, []);
        }

        var waits = events.ToLookup(one => NamedEvent.FindAds(one.Payload).Any(ad => !directory.IsSettled(ad)));
        return waits.Contains(true) ? ([.. waits[false]], [.. waits[true]]) : (events, []);
    }

    /// <summary>Waits for their names as long as is allowed.</summary>
    public async Task WaitAsync(IReadOnlyList<PendingEvent> events, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _waiting, events.Count);
        try
        {
            var ads = events.SelectMany(one => NamedEvent.FindAds(one.Payload)).Distinct();
            await Task.WhenAll(ads.Select(directory.AskAsync)).WaitAsync(options.Value.WaitFor, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // They go without.
        }
        finally
        {
            Interlocked.Add(ref _waiting, -events.Count);
        }
    }

    /// <summary>The events with the names that are known; those that would grow too large for a collector without.</summary>
    public IReadOnlyList<PendingEvent> Complete(IReadOnlyList<PendingEvent> events) =>
        options.Value.AsksForNames ? [.. events.Select(Complete)] : events;

    private PendingEvent Complete(PendingEvent one) =>
        NamedEvent.Complete(one.Payload, directory.Find) is { Length: <= CaptureContract.MaxEventBytes } named
            ? one with
            {
                Payload = named,
            }
            : one;
}
