using Bridge.Core.Events;
using Bridge.Storage;

namespace Bridge.Delivery;

/// <summary>
/// What is not even posted: events that waited too long, and events no collector takes. The rest in the order in which it is posted.
/// </summary>
internal static class BatchFilter
{
    /// <param name="unwanted">Which must not be posted for other reasons, by their numbers.</param>
    /// <param name="ageOf">How long ago something was received.</param>
    public static (ArraySegment<PendingEvent> Fit, IReadOnlyList<DeadEvent> Dead) Sort(
        IReadOnlyList<PendingEvent> events,
        IReadOnlyDictionary<long, string> unwanted,
        TimeSpan maxAge,
        DateTimeOffset now,
        Func<DateTimeOffset, TimeSpan> ageOf
    )
    {
        var fit = new PendingEvent[events.Count];
        var count = 0;
        List<DeadEvent>? dead = null;
        foreach (var waiting in events)
        {
            if ((unwanted.GetValueOrDefault(waiting.Sequence) ?? CauseOfDeath(waiting, maxAge, ageOf)) is { } reason)
            {
                (dead ??= []).Add(new DeadEvent(waiting, reason, null, null, now));
            }
            else
            {
                fit[count++] = waiting;
            }
        }

        // Those that failed least go first, so that what fails always is preceded by what does not; the order of intake is kept among
        // equals.
        return (fit.Take(count).OrderBy(waiting => waiting.Attempts).ToArray(), (IReadOnlyList<DeadEvent>?)dead ?? []);
    }

    private static string? CauseOfDeath(PendingEvent waiting, TimeSpan maxAge, Func<DateTimeOffset, TimeSpan> ageOf) =>
        ageOf(waiting.ReceivedAt) > maxAge ? DeadReason.Expired
        : waiting.Payload.Length > CaptureContract.MaxEventBytes ? DeadReason.TooLarge
        : null;
}
