namespace Bridge.DeadLetters.Replays;

/// <summary>What a replay would do, before it does it.</summary>
/// <param name="Snapshot">Names this plan. Starting it twice, by two people or a double click, is one replay; what dies later is not part
/// of it.</param>
/// <param name="Oldest">When the oldest webhook in it came in.</param>
/// <param name="Sample">Some of what would be sent, newest first, masked.</param>
/// <param name="Warnings">What stands in the way, such as a paused destination: sentences.</param>
internal sealed record ReplayPlan(
    string Snapshot,
    DeadLetterFilter Filter,
    long Count,
    DateTimeOffset? Oldest,
    DateTimeOffset? Newest,
    IReadOnlyList<Share> ByEvent,
    IReadOnlyList<Share> ByDestination,
    IReadOnlyList<Share> ByReason,
    IReadOnlyList<PlannedDeadLetter> Sample,
    IReadOnlyList<string> Warnings
)
{
    /// <summary>What it can be expected to come to; null from a Bridge that is older than the command line.</summary>
    public ReplayForecast? Forecast { get; init; }
}

/// <summary>How many of something have this name.</summary>
internal sealed record Share(string Name, long Count);

/// <summary>One dead letter of a plan.</summary>
/// <param name="Content">What would be sent; of something unreadable, what Meta sent.</param>
/// <param name="Retranslation">What today's translator makes of something unreadable; null for events.</param>
internal sealed record PlannedDeadLetter(long Id, string? Event, string Destination, string Content, Retranslation? Retranslation);

/// <summary>The order to carry out a plan.</summary>
/// <param name="Snapshot">Of the plan.</param>
/// <param name="Rate">At most so many dead letters a second: 1 or more; null for as many as live traffic leaves room for.</param>
/// <param name="Why">For the audit.</param>
internal sealed record ReplayOrder(string Snapshot, DeadLetterFilter Filter, int? Rate, string? Why);

/// <summary>A replay, running or past.</summary>
/// <param name="Total">Dead letters in the plan.</param>
/// <param name="Released">Dead letters handed to delivery so far; they cannot be called back.</param>
/// <param name="Delivered">Dead letters the collector took, or intake where they had been unreadable.</param>
/// <param name="Failed">Dead letters that died again.</param>
/// <param name="BlockedReason">Why it does not get on just now, in a sentence; null when it does.</param>
internal sealed record Replay(
    long Id,
    ReplayState State,
    DeadLetterFilter Filter,
    long Total,
    long Released,
    long Delivered,
    long Failed,
    int? Rate,
    string By,
    string? Why,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    string? BlockedReason
)
{
    /// <summary>Dead letters on their way to the collector.</summary>
    public long OnTheWay => Released - Delivered - Failed;

    /// <summary>Whether it stopped itself, which <see cref="BlockedReason"/> explains, and waits for somebody.</summary>
    public bool StoppedItself => State is ReplayState.Paused && BlockedReason is not null;

    /// <summary>Dead letters that came to an end.</summary>
    public long Ended => Delivered + Failed;

    /// <summary>How many came to an end in a second, on average; null before there is anything to say.</summary>
    public double? PerSecond(DateTimeOffset now) =>
        (EndedAt ?? now) - StartedAt is { TotalSeconds: >= 1 } time && Ended > 0 ? Ended / time.TotalSeconds : null;

    /// <summary>How long it takes still if it goes on so; null when it does not run, or nothing is known yet.</summary>
    public TimeSpan? TimeLeft(DateTimeOffset now) =>
        State is ReplayState.Running && PerSecond(now) is { } rate ? TimeSpan.FromSeconds((Total - Ended) / rate) : null;
}

internal enum ReplayState
{
    Running,

    /// <summary>Hands out nothing until it is resumed.</summary>
    Paused,

    /// <summary>Everything in it was delivered, died again, or was gone when its turn came.</summary>
    Finished,

    /// <summary>Ended by somebody; what it had not released is as dead as before.</summary>
    Cancelled,
}
