using System.Diagnostics.Metrics;
using Bridge.Telemetry;

namespace Bridge.Delivery;

/// <summary>What delivery counts, on Bridge's meter.</summary>
internal sealed class DeliveryMetrics
{
    public const string DeliveredName = "bridge.events.delivered";
    public const string DeadName = "bridge.events.dead";
    public const string SuspectedName = "bridge.delivery.suspected";

    private readonly Counter<long> _delivered;
    private readonly Counter<long> _dead;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _suspected;

    public DeliveryMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(BridgeMetrics.MeterName);
        _delivered = meter.CreateCounter<long>(DeliveredName, "{event}", "Events the collector took.");
        _dead = meter.CreateCounter<long>(DeadName, "{event}", "Events that became dead letters on the way to the collector.");
        _attempts = meter.CreateCounter<long>("bridge.delivery.attempts", "{request}", "POSTs to the collector, by what came of them.");
        _suspected = meter.CreateCounter<long>(SuspectedName, "{pause}", "Pauses of a collector that refused everything.");
    }

    public void Delivered(string destination, int count) =>
        _delivered.Add(count, new KeyValuePair<string, object?>("destination", destination));

    public void Dead(string destination, string reason, int count) =>
        _dead.Add(count, new("destination", destination), new("reason", reason));

    public void Suspected(string destination) => _suspected.Add(1, new KeyValuePair<string, object?>("destination", destination));

    public void Attempted(string destination, Verdict verdict) =>
        _attempts.Add(1, new("destination", destination), new("outcome", Outcome(verdict)));

    private static string Outcome(Verdict verdict) =>
        verdict switch
        {
            Verdict.Taken => "taken",
            Verdict.Refused => "refused",
            Verdict.TooLarge => "too_large",
            Verdict.Pause => "pause",
            _ => "wait",
        };
}
