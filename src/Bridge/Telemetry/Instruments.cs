using System.Diagnostics.Metrics;

namespace Bridge.Telemetry;

/// <summary>
/// Everything Bridge measures itself, in one place: names, units and buckets. Dashboards and alert rules depend on the names and the
/// labels, which a test pins. No label holds personal data, and each has a bounded number of values.
/// </summary>
internal sealed class Instruments
{
    public const string MeterName = "Bridge";
    public const string QueuedName = "bridge.events.queued";
    public const string DroppedName = "bridge.events.dropped";
    public const string DeadLetteredName = "bridge.dead_letters";
    public const string DeliveredName = "bridge.events.delivered";
    public const string DeadName = "bridge.events.dead";
    public const string AnswersName = "bridge.webhook.answer.duration";
    public const string SuspectedName = "bridge.delivery.suspected";

    /// <summary>In seconds. Meta asks for a median of 0.25 and hardly any above 1.</summary>
    private static readonly double[] Moments = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <summary>In seconds: from the moment something happened to the collector's receipt lie pauses and outages, too.</summary>
    private static readonly double[] Hours = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 21_600, 86_400];

    private static readonly double[] Counts = [1, 2, 5, 10, 20, 50, 100, 200, 500];

    private readonly Meter _meter;

    public Instruments(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        Received = Counter("bridge.items.received", "{item}", "Items of webhooks made durable, by kind");
        Queued = Counter(QueuedName, "{event}", "Events taken in for delivery");
        Dropped = Counter(DroppedName, "{event}", "Items dropped on purpose, by rule");
        DeadLettered = Counter(DeadLetteredName, "{item}", "Items that became dead letters at intake, by reason");
        Unrecognised = Counter("bridge.fields.unrecognised", "{item}", "Items of webhook fields never heard of, by field");
        NotStored = Counter("bridge.webhooks.not_stored", "{webhook}", "Webhooks answered 503, which Meta repeats, by cause");
        Captured = Counter("bridge.captures", "{request}", "Requests at /v1/capture, by key and status");
        Delivered = Counter(DeliveredName, "{event}", "Events the collector took");
        Dead = Counter(DeadName, "{event}", "Events that became dead letters on the way to the collector");
        Attempts = Counter("bridge.delivery.attempts", "{request}", "POSTs to the collector, by what came of them");
        Suspected = Counter(SuspectedName, "{pause}", "Pauses of a collector that refused everything");
        FeedDropped = Counter("bridge.feed.dropped", "{batch}", "Batches that the broker took too slowly, or not at all, for the feed");
        Answers = Histogram(AnswersName, "s", "From the first byte of Meta's POST to its answer", Moments);
        Confirms = Histogram("bridge.broker.confirm.duration", "s", "From sending a message to the broker's confirm", Moments);
        CollectorAnswers = Histogram("bridge.collector.answer.duration", "s", "From a POST to the collector's answer", Moments);
        Journeys = Histogram(
            "bridge.event.journey.duration",
            "s",
            "From what happened, as Meta tells the time, to the collector's receipt",
            Hours
        );
        BatchSizes = Histogram("bridge.delivery.batch.size", "{event}", "Events in a POST to the collector", Counts);
    }

    public Counter<long> Received { get; }

    public Counter<long> Queued { get; }

    public Counter<long> Dropped { get; }

    public Counter<long> DeadLettered { get; }

    public Counter<long> Unrecognised { get; }

    public Counter<long> NotStored { get; }

    public Counter<long> Captured { get; }

    public Counter<long> Delivered { get; }

    public Counter<long> Dead { get; }

    public Counter<long> Attempts { get; }

    public Counter<long> Suspected { get; }

    public Counter<long> FeedDropped { get; }

    public Histogram<double> Answers { get; }

    public Histogram<double> Confirms { get; }

    public Histogram<double> CollectorAnswers { get; }

    public Histogram<double> Journeys { get; }

    public Histogram<double> BatchSizes { get; }

    /// <summary>Has a gauge read whenever somebody collects; reading it must cost nothing.</summary>
    public void Observe(GaugeDefinition gauge, Func<IEnumerable<Measurement<double>>> read) =>
        _meter.CreateObservableGauge(gauge.Name, read, gauge.Unit, gauge.Description);

    private Counter<long> Counter(string name, string unit, string description) => _meter.CreateCounter<long>(name, unit, description);

    private Histogram<double> Histogram(string name, string unit, string description, double[] buckets) =>
        _meter.CreateHistogram(name, unit, description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = buckets });
}
