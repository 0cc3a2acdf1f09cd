using Bridge.Telemetry;

namespace Bridge.Storage;

/// <summary>A sign of life of a process, with how far it has got.</summary>
/// <param name="Role">One of <see cref="HeartbeatRole"/>.</param>
/// <param name="Instance">Which process; a new one after each start.</param>
/// <param name="ClearUntil">Nothing that was received before waits with it.</param>
/// <param name="IsLeaving">It ends on purpose, and left nothing behind.</param>
internal sealed record Heartbeat(string Role, string Instance, DateTimeOffset ClearUntil, bool IsLeaving = false)
{
    /// <summary>When it was so, by the store's clock; null for now.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>What it counted by the hour since it spoke last, for whoever hears it to write down.</summary>
    public IReadOnlyList<HourlyCount> Counted { get; init; } = [];
}

/// <summary>What a process does, as its heartbeat says.</summary>
internal static class HeartbeatRole
{
    /// <summary>It receives, and its heartbeats come through the queue, behind what it published before.</summary>
    public const string Receive = "receive";

    /// <summary>It takes in what the queue holds.</summary>
    public const string Forward = "forward";

    /// <summary>The one before the last is kept until it is so old: by then all forwarders have said what they hold since.</summary>
    public static readonly TimeSpan PreviousFor = TimeSpan.FromSeconds(6);

    /// <summary>Nobody asks for older ones.</summary>
    public static readonly TimeSpan ForgottenAfter = TimeSpan.FromDays(31);
}

/// <summary>The last heartbeat of a process, and an earlier one.</summary>
/// <param name="At">When the last one was written, by the store's clock.</param>
internal sealed record HeartbeatRow(
    string Role,
    string Instance,
    DateTimeOffset At,
    DateTimeOffset ClearUntil,
    DateTimeOffset? PreviousAt,
    DateTimeOffset? PreviousClearUntil,
    bool IsLeaving
);

/// <summary>All heartbeats, and what the store's clock said when they were read.</summary>
internal sealed record Heartbeats(DateTimeOffset Now, IReadOnlyList<HeartbeatRow> Rows);
