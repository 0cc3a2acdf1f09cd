using System.Diagnostics.Metrics;

namespace Bridge.Telemetry;

/// <summary>What Bridge counts. No tag ever holds personal data, and each has a handful of values.</summary>
internal sealed class BridgeMetrics
{
    public const string MeterName = "Bridge";
    public const string QueuedName = "bridge.events.queued";
    public const string DroppedName = "bridge.events.dropped";
    public const string DeadLetteredName = "bridge.dead_letters";
    public const string NotStoredName = "bridge.webhooks.not_stored";

    private readonly Counter<long> _received;
    private readonly Counter<long> _queued;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _deadLettered;
    private readonly Counter<long> _neverHeardOf;
    private readonly Counter<long> _notStored;
    private readonly Counter<long> _captured;
    private readonly BoundedNames _droppedNames = new(200);
    private readonly BoundedNames _fieldNames = new(50);

    public BridgeMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _received = meter.CreateCounter<long>("bridge.items.received", "{item}", "Items of webhooks made durable, by kind");
        _queued = meter.CreateCounter<long>(QueuedName, "{event}", "Events taken in for delivery");
        _dropped = meter.CreateCounter<long>(DroppedName, "{event}", "Items dropped on purpose, by rule");
        _deadLettered = meter.CreateCounter<long>(DeadLetteredName, "{item}", "Items that became dead letters, by reason");
        _neverHeardOf = meter.CreateCounter<long>(
            "bridge.fields.unrecognised",
            "{item}",
            "Items of webhook fields and objects never heard of, by field"
        );
        _notStored = meter.CreateCounter<long>(NotStoredName, "{webhook}", "Webhooks answered 503, which Meta repeats, by cause");
        _captured = meter.CreateCounter<long>("bridge.captures", "{request}", "Requests at /v1/capture, by key and status");
    }

    /// <summary>A webhook's items are durable.</summary>
    public void Received(int events, int unreadable, int unrecognised, int invalid = 0)
    {
        Received("event", events);
        Received("unreadable", unreadable);
        Received("unrecognised", unrecognised);
        Received("invalid", invalid);
    }

    public void Queued(long events) => Add(_queued, events);

    /// <param name="rule">Why, such as <c>duplicate</c>.</param>
    public void Dropped(string rule, long items) => Add(_dropped, items, KeyValuePair.Create("rule", (object?)rule));

    /// <param name="rule">Why, such as <c>not_forwarded</c>.</param>
    /// <param name="name">The event's or field's name; after many different ones the rest count together as <c>other</c>.</param>
    public void Dropped(string rule, string name, long items) =>
        Add(_dropped, items, KeyValuePair.Create("rule", (object?)rule), KeyValuePair.Create("name", (object?)_droppedNames.Bound(name)));

    /// <param name="cause">Why a webhook was not made durable, such as <c>spool_full</c>.</param>
    public void NotStored(string cause) => Add(_notStored, 1, KeyValuePair.Create("cause", (object?)cause));

    /// <param name="key">The name of the key a request at <c>/v1/capture</c> came with; null when it is nobody's.</param>
    /// <param name="status">What it was answered.</param>
    public void Captured(string? key, int status) =>
        Add(_captured, 1, KeyValuePair.Create("key", (object?)(key ?? "none")), KeyValuePair.Create("status", (object?)status));

    /// <param name="field">The webhook field; after many different ones the rest count together as <c>other</c>.</param>
    public void NeverHeardOf(string field) => Add(_neverHeardOf, 1, KeyValuePair.Create("field", (object?)_fieldNames.Bound(field)));

    /// <param name="reason">As it is stored with the dead letter.</param>
    public void DeadLettered(string reason, long items) => Add(_deadLettered, items, KeyValuePair.Create("reason", (object?)reason));

    private void Received(string kind, long items) => Add(_received, items, KeyValuePair.Create("kind", (object?)kind));

    /// <summary>Nothing is not added: a tag appears when its first item does.</summary>
    private static void Add(Counter<long> counter, long count, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (count > 0)
        {
            counter.Add(count, tags);
        }
    }
}
