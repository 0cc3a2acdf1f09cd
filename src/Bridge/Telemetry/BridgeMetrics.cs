using System.Diagnostics.Metrics;

namespace Bridge.Telemetry;

/// <summary>Counts what Bridge receives and takes in. No tag ever holds personal data, and each has a handful of values.</summary>
internal sealed class BridgeMetrics(Instruments instruments)
{
    private readonly NameTags _names = new(50);

    /// <summary>A webhook's items are durable.</summary>
    public void Received(int events, int unreadable, int unrecognised, int invalid = 0)
    {
        Received("event", events);
        Received("unreadable", unreadable);
        Received("unrecognised", unrecognised);
        Received("invalid", invalid);
    }

    /// <summary>A webhook was answered.</summary>
    public void Answered(int status, TimeSpan after) =>
        instruments.Answers.Record(after.TotalSeconds, KeyValuePair.Create("status", (object?)status));

    /// <param name="outcome">Such as <c>confirmed</c>.</param>
    public void Confirmed(string outcome, TimeSpan after) =>
        instruments.Confirms.Record(after.TotalSeconds, KeyValuePair.Create("outcome", (object?)outcome));

    public void Queued(long events) => Add(instruments.Queued, events);

    /// <param name="rule">Why, such as <c>duplicate</c>.</param>
    public void Dropped(string rule, long items) => Add(instruments.Dropped, items, KeyValuePair.Create("rule", (object?)rule));

    /// <param name="rule">Why, such as <c>not_forwarded</c>.</param>
    /// <param name="name">The event's or field's name; unknown events count together as <c>other</c>.</param>
    public void Dropped(string rule, string name, long items) =>
        Add(
            instruments.Dropped,
            items,
            KeyValuePair.Create("rule", (object?)rule),
            KeyValuePair.Create("name", (object?)_names.OfEvent(name))
        );

    /// <param name="cause">Why a webhook was not made durable, such as <c>spool_full</c>.</param>
    public void NotStored(string cause) => Add(instruments.NotStored, 1, KeyValuePair.Create("cause", (object?)cause));

    /// <param name="key">The name of the key a request at <c>/v1/capture</c> came with; null when it is nobody's.</param>
    /// <param name="status">What it was answered.</param>
    public void Captured(string? key, int status) =>
        Add(instruments.Captured, 1, KeyValuePair.Create("key", (object?)(key ?? "none")), KeyValuePair.Create("status", (object?)status));

    /// <param name="field">The webhook field; after many different ones the rest count together as <c>other</c>.</param>
    public void NeverHeardOf(string field) =>
        Add(instruments.Unrecognised, 1, KeyValuePair.Create("field", (object?)_names.OfField(field)));

    /// <param name="reason">As it is stored with the dead letter.</param>
    public void DeadLettered(string reason, long items) =>
        Add(instruments.DeadLettered, items, KeyValuePair.Create("reason", (object?)reason));

    private void Received(string kind, long items) => Add(instruments.Received, items, KeyValuePair.Create("kind", (object?)kind));

    /// <summary>Nothing is not added: a tag appears when its first item does.</summary>
    private static void Add(Counter<long> counter, long count, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (count > 0)
        {
            counter.Add(count, tags);
        }
    }
}
