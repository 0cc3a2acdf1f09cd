using Bridge.DeadLetters;
using Bridge.DeadLetters.Replays;
using Bridge.Intake;
using Bridge.Storage.Administration;
using Bridge.Telemetry;
using Bridge.Watching;

namespace Bridge.Ops.Overview;

/// <summary>Whether it flows, at a glance.</summary>
/// <param name="Activity">The last 24 hours in steps of <see cref="Step"/>, oldest first, without gaps.</param>
/// <param name="Dead">Dead letters nobody has dealt with.</param>
/// <param name="Backlogs">Everything that waits somewhere else than at a destination, also when it is empty.</param>
/// <param name="Groups">The largest groups of dead letters.</param>
/// <param name="Replays">Replays that run or are paused.</param>
internal sealed record OverviewReport(
    DateTimeOffset At,
    IReadOnlyList<ActivityStep> Activity,
    IReadOnlyList<DestinationView> Destinations,
    IReadOnlyList<BacklogFigure> Backlogs,
    long Dead,
    IReadOnlyList<DeadLetterGroup> Groups,
    IReadOnlyList<Replay> Replays
)
{
    /// <summary>How much time a step of <see cref="Activity"/> has.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    /// <summary>What is wrong with the flow, the worst first; empty when nothing is.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>The processes that forward.</summary>
    public IReadOnlyList<Forwarder> Forwarders { get; init; } = [];

    /// <summary>The processes that receive, where they run apart.</summary>
    public IReadOnlyList<Receiver> Receivers { get; init; } = [];

    /// <summary>The last hour by the minute, oldest first, without gaps.</summary>
    public IReadOnlyList<ActivityStep> LastHour { get; init; } = [];

    /// <summary>The parts of the process that answers that are not well, and why; empty when all are.</summary>
    public IReadOnlyList<PartProblem> Problems { get; init; } = [];

    /// <summary>Where everything went that was ever taken in.</summary>
    public FlowTotals? Totals { get; init; }

    /// <summary>Why nothing is taken in, and since when; null while intake gets on.</summary>
    public Standstill? Intake { get; init; }
}

/// <summary>What happened in one step of time.</summary>
/// <param name="Received">Items taken in, repetitions included.</param>
internal readonly record struct ActivityStep(DateTimeOffset From, long Received, long Delivered, long Dead);

/// <summary>How one collector fares, in the eyes of the forwarders that post to it.</summary>
/// <param name="State">The worst that any of them says; <c>unknown</c> when none has spoken lately or it is not configured any
/// more.</param>
/// <param name="Reason">Such as <c>401</c>.</param>
/// <param name="NextTry">When it is asked again by itself.</param>
/// <param name="Waiting">Events that wait for it.</param>
/// <param name="OldestReceivedAt">When the oldest of them came in.</param>
internal sealed record DestinationView(
    string Name,
    DestinationState State,
    string? Reason,
    DateTimeOffset? Since,
    DateTimeOffset? NextTry,
    DateTimeOffset? LastSuccess,
    long Waiting,
    DateTimeOffset? OldestReceivedAt
)
{
    /// <summary>Host and port, as the forwarders have it.</summary>
    public string? Address { get; init; }

    /// <summary>What it answered last to any of them, such as <c>status 200</c> or <c>timeout</c>.</summary>
    public string? LastAnswer { get; init; }

    public DateTimeOffset? LastAnswerAt { get; init; }
}

internal enum DestinationState
{
    Open,
    Waiting,
    Paused,
    Unknown,
}
