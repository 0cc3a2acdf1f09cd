using Bridge.Intake;
using Bridge.Storage.Administration;

namespace Bridge.Watching;

/// <summary>Everything at one moment from which it is told whether the flow is well; of parts this process lacks, nothing.</summary>
/// <param name="Gates">What each forwarder says of each collector.</param>
/// <param name="Forwarders">Those that have spoken and not said goodbye.</param>
internal sealed record FlowState(DateTimeOffset At, IReadOnlyList<GateReport> Gates, IReadOnlyList<Forwarder> Forwarders, FlowSample Sample)
{
    /// <summary>Whether any forwarder has spoken lately.</summary>
    public bool IsForwarded => Forwarders.Any(forwarder => forwarder.IsAlive(At));

    /// <summary>The receivers that run apart, by their heartbeats, which come through the queue, and have not said goodbye.</summary>
    public IReadOnlyList<Receiver> Receivers { get; init; } = [];

    /// <summary>How many dead letters more there are than the least of the last ten minutes.</summary>
    public long DeadGrowth { get; init; }

    /// <summary>Why nothing is taken in by this process; null while it gets on.</summary>
    public Standstill? Intake { get; init; }

    /// <summary>Why the broker does not answer this process; null while it does, or there is none.</summary>
    public string? BrokerProblem { get; init; }

    /// <summary>The queue from which nobody takes, and how many messages are in it; null when somebody does.</summary>
    public (string Name, long Messages)? StuckQueue { get; init; }

    /// <summary>How many bytes the spool holds, and how many it may.</summary>
    public (long Bytes, long Limit)? Spool { get; init; }

    /// <summary>How many bytes are free on the disk of the store or the spool, and below how many webhooks are refused.</summary>
    public (long Free, long Keep)? Disk { get; init; }

    /// <summary>How Meta was answered in the last minutes.</summary>
    public AnswerShare Answers { get; init; }

    /// <summary>The numbers that talk at this hour on most days, and have not today.</summary>
    public IReadOnlyList<string> SilentNumbers { get; init; } = [];

    /// <summary>The fingerprints of app secrets that still sign though another one stands first, and has signed for long.</summary>
    public IReadOnlyList<string> OldSecrets { get; init; } = [];

    /// <summary>Why Meta refuses to tell the names of ads, and the cure; null while it does not.</summary>
    public string? AdsRefused { get; init; }
}

/// <summary>A process that forwards.</summary>
/// <param name="Name">Its machine and process id.</param>
/// <param name="SeenAt">When it spoke last.</param>
internal sealed record Forwarder(string Name, DateTimeOffset SeenAt)
{
    public bool IsAlive(DateTimeOffset now) => now - SeenAt < GateTable.Alive;

    /// <summary>Without the part that tells a process from an earlier one with the same number.</summary>
    public static Forwarder Of((string Process, long SeenAt) row) =>
        new(row.Process[..Math.Max(0, row.Process.LastIndexOf(':'))], DateTimeOffset.FromUnixTimeMilliseconds(row.SeenAt));
}

/// <summary>A process that receives.</summary>
/// <param name="Name">Its machine, and where it spools.</param>
internal sealed record Receiver(string Name, DateTimeOffset SeenAt)
{
    /// <summary>It speaks every few seconds, but through the queue.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public bool IsAlive(DateTimeOffset now) => now - SeenAt < Patience;
}

/// <param name="Late">Answers after more than a second, and those that made Meta repeat the webhook.</param>
internal readonly record struct AnswerShare(long All, long Late);
