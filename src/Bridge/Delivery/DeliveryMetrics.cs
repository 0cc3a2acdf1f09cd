using System.Diagnostics.Metrics;

namespace Bridge.Delivery;

/// <summary>What delivery counts, on the meter <c>Bridge</c>.</summary>
internal static class DeliveryMetrics
{
    private static readonly Meter Meter = new("Bridge");
    private static readonly Counter<long> EventsDelivered = Meter.CreateCounter<long>("bridge.events.delivered", "{event}", "Events the collector took.");
    private static readonly Counter<long> EventsDead = Meter.CreateCounter<long>("bridge.events.dead", "{event}", "Events that became dead letters on the way to the collector.");
    private static readonly Counter<long> Attempts = Meter.CreateCounter<long>("bridge.delivery.attempts", "{request}", "POSTs to the collector, by what came of them.");

    public static void Delivered(string destination, int count) => EventsDelivered.Add(count, new KeyValuePair<string, object?>("destination", destination));

    public static void Dead(string destination, string reason, int count) =>
        EventsDead.Add(count, new("destination", destination), new("reason", reason));

    public static void Attempted(string destination, Verdict verdict) =>
        Attempts.Add(1, new("destination", destination), new("outcome", Outcome(verdict)));

    private static string Outcome(Verdict verdict) => verdict switch
    {
        Verdict.Taken => "taken",
        Verdict.Refused => "refused",
        Verdict.TooLarge => "too_large",
        Verdict.Pause => "pause",
        _ => "wait",
    };
}
