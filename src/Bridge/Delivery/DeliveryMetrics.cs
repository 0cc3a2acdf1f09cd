using Bridge.Storage;
using Bridge.Telemetry;

namespace Bridge.Delivery;

/// <summary>Counts and times what delivery does.</summary>
internal sealed class DeliveryMetrics(Instruments instruments)
{
    public void Delivered(string destination, IReadOnlyCollection<PendingEvent> events, DateTimeOffset now)
    {
        var tag = new KeyValuePair<string, object?>("destination", destination);
        instruments.Delivered.Add(events.Count, tag);
        foreach (var delivered in events)
        {
            // A replay tells how long somebody took to decide; and the clocks of phones may be ahead.
            if (delivered is { DeadLetter: null, HappenedAt: { } happened })
            {
                instruments.Journeys.Record(Math.Max(0, (now - happened).TotalSeconds), tag);
            }
        }
    }

    public void Dead(string destination, string reason, int count) =>
        instruments.Dead.Add(count, new("destination", destination), new("reason", reason));

    public void Suspected(string destination) =>
        instruments.Suspected.Add(1, new KeyValuePair<string, object?>("destination", destination));

    /// <param name="events">How many were posted.</param>
    /// <param name="after">How long the collector took to answer.</param>
    public void Attempted(string destination, Verdict verdict, CollectorAnswer answer, int events, TimeSpan after)
    {
        instruments.Attempts.Add(1, new("destination", destination), new("outcome", Outcome(verdict)));
        instruments.BatchSizes.Record(events, new KeyValuePair<string, object?>("destination", destination));
        instruments.CollectorAnswers.Record(after.TotalSeconds, new("destination", destination), new("status", Status(answer)));
    }

    private static string Outcome(Verdict verdict) =>
        verdict switch
        {
            Verdict.Taken => "taken",
            Verdict.Refused => "refused",
            Verdict.TooLarge => "too_large",
            Verdict.Pause => "pause",
            _ => "wait",
        };

    /// <summary>The HTTP status, or why there was none.</summary>
    private static string Status(CollectorAnswer answer) =>
        answer.Status is { } status ? $"{status}" : $"{answer.Failure}".ToLowerInvariant();
}
