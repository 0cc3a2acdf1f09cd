using System.Text.Json;
using Bridge.DeadLetters.Masking;

namespace Bridge.DeadLetters.Replays;

/// <summary>A row of <c>replays</c>, as both databases give it.</summary>
internal sealed class ReplayRow
{
    public const string Columns = """
        id AS Id, snapshot AS Snapshot, state AS State, filter AS Filter, total AS Total,
        released AS Released, delivered AS Delivered, failed AS Failed, rate AS Rate, actor AS Actor,
        why AS Why, started_at AS StartedAt, ended_at AS EndedAt, blocked_reason AS BlockedReason,
        lease_owner AS LeaseOwner, lease_until AS LeaseUntil
        """;

    public long Id { get; init; }

    public string Snapshot { get; init; } = "";

    public string State { get; init; } = "";

    public string Filter { get; init; } = "";

    public long Total { get; init; }

    public long Released { get; init; }

    public long Delivered { get; init; }

    public long Failed { get; init; }

    public int? Rate { get; init; }

    public string Actor { get; init; } = "";

    public string? Why { get; init; }

    public long StartedAt { get; init; }

    public long? EndedAt { get; init; }

    public string? BlockedReason { get; init; }

    public string? LeaseOwner { get; init; }

    public long LeaseUntil { get; init; }

    public bool IsRunning => State == NameOf(ReplayState.Running);

    public Replay ToReplay() =>
        new(
            Id,
            Enum.Parse<ReplayState>(State, ignoreCase: true),
            ShownFilter(),
            Total,
            Released,
            Delivered,
            Failed,
            Rate,
            Actor,
            DeadLetterMask.Why(Why),
            DeadLetterRow.Time(StartedAt),
            EndedAt is { } ended ? DeadLetterRow.Time(ended) : null,
            ShownReason()
        );

    private string? ShownReason() =>
        BlockedReason == FirstReplayed.AllDied
            ? State == NameOf(ReplayState.Paused)
                ? BlockedReason
                : null
            : IsRunning
                ? BlockedReason
                : null;

    private DeadLetterFilter ShownFilter() => (JsonSerializer.Deserialize<DeadLetterFilter>(Filter) ?? new DeadLetterFilter()).Shown();

    public static string NameOf(ReplayState state) => state.ToString().ToLowerInvariant();
}
