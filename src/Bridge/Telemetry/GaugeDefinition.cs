namespace Bridge.Telemetry;

/// <summary>A figure that goes up and down, as it is named to whoever collects it. All there are stand in <see cref="Gauges"/>.</summary>
/// <param name="Unit">As UCUM writes it; null for what is yes (1) or no (0).</param>
internal sealed record GaugeDefinition(string Name, string? Unit, string Description);

/// <summary>The gauges. What is read from the store is the same at every process on it: take the largest, not the sum.</summary>
internal static class Gauges
{
    public static readonly GaugeDefinition SpoolWaiting = new(
        "bridge.spool.waiting",
        "{batch}",
        "Groups of webhooks in this process's spool"
    );

    public static readonly GaugeDefinition SpoolOldest = new("bridge.spool.oldest.age", "s", "Age of the oldest of them");

    public static readonly GaugeDefinition SpoolSize = new("bridge.spool.size", "By", "Bytes of events in this process's spool");

    public static readonly GaugeDefinition SpoolLimit = new("bridge.spool.limit", "By", "Spool:MaxBytes");

    public static readonly GaugeDefinition SpoolKept = new(
        "bridge.spool.kept_aside",
        "{item}",
        "Items in it that the broker does not take even alone"
    );

    public static readonly GaugeDefinition BrokerUp = new("bridge.broker.up", null, "Whether the broker takes messages of this process");

    public static readonly GaugeDefinition QueueMessages = new(
        "bridge.queue.messages",
        "{message}",
        "Messages of the broker's queue that nobody has taken"
    );

    public static readonly GaugeDefinition QueueConsumers = new("bridge.queue.consumers", "{consumer}", "Forwarders that take from it");

    public static readonly GaugeDefinition IntakeStandstill = new(
        "bridge.intake.standstill",
        "s",
        "How long intake has stood still; 0 while it gets on"
    );

    public static readonly GaugeDefinition EventsWaiting = new(
        "bridge.events.waiting",
        "{event}",
        "Events in the store that wait for their collector"
    );

    public static readonly GaugeDefinition EventsOldest = new("bridge.events.oldest.age", "s", "Age of the oldest of them");

    public static readonly GaugeDefinition Deferred = new(
        "bridge.events.deferred",
        "{event}",
        "Events in the store that wait before they are queued"
    );

    public static readonly GaugeDefinition DeferredOldest = new("bridge.events.deferred.oldest.age", "s", "Age of the oldest of them");

    public static readonly GaugeDefinition DeadOpen = new("bridge.dead_letters.open", "{item}", "Dead letters that nobody has dealt with");

    public static readonly GaugeDefinition DeadOldest = new("bridge.dead_letters.oldest.age", "s", "Age of the oldest of them");

    public static readonly GaugeDefinition NotTold = new(
        "bridge.conversions.not_told",
        "{event}",
        "Events of which Meta was not told though Attribution:Conversions names them, by reason, since the store was made"
    );

    public static readonly GaugeDefinition DestinationPaused = new(
        "bridge.destination.paused",
        null,
        "Whether this process has paused the collector, so that somebody must act"
    );

    public static readonly GaugeDefinition DestinationWaiting = new(
        "bridge.destination.waiting",
        null,
        "Whether this process waits for the collector and tries again by itself"
    );

    public static readonly GaugeDefinition LastWebhook = new(
        "bridge.webhook.last.timestamp",
        "s",
        "When this process got the last webhook of a business number (phone_number_id)"
    );

    public static readonly GaugeDefinition SecretLastUsed = new(
        "bridge.app_secret.last_used.timestamp",
        "s",
        "When a webhook was last signed with the app secret at this place of Meta:AppSecrets"
    );

    public static readonly GaugeDefinition DiskFree = new("bridge.disk.free", "By", "Room on the disk of the store or the spool");
}
