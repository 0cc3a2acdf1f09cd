using Bridge.Storage;
using Bridge.Storage.Administration;

namespace Bridge.Watching;

/// <summary>What is wrong with the flow: one rule a line, the worst first.</summary>
internal static class FlowRules
{
    /// <summary>In percent; Meta wants hardly any answer later than a second.</summary>
    private const int LateAnswers = 1;

    /// <summary>Fewer answers say nothing of their share.</summary>
    private const int EnoughAnswers = 100;

    /// <summary>In percent of its limit.</summary>
    private const int FullSpool = 50;

    public static IReadOnlyList<Finding> Find(FlowState state, WatchingOptions limits) =>
        [
            .. FindStandstill(state)
                .Concat(FindNobody(state))
                .Concat(FindSilentForwarders(state))
                .Concat(FindSilentReceivers(state))
                .Concat(FindBroker(state))
                .Concat(FindPaused(state))
                .Concat(FindOld(state, limits))
                .Concat(FindDead(state, limits))
                .Concat(FindFilling(state))
                .Concat(FindLate(state))
                .Concat(FindSilent(state))
                .Concat(FindOldSecrets(state))
                .Concat(FindAdsRefused(state))
                .OrderByDescending(finding => finding.Severity)
                .ThenByDescending(finding => finding.Affected),
        ];

    /// <summary>The store does not answer, so that nothing else is known of it.</summary>
    public static Finding StoreDown(string problem) =>
        new(
            FindingKind.StoreDown,
            "",
            Severity.Critical,
            0,
            $"The store does not work: {Sentence(problem)} Nothing is lost; what comes waits."
        );

    private static IEnumerable<Finding> FindStandstill(FlowState state) =>
        state.Intake is { } standstill
            ? [new(FindingKind.IntakeStandsStill, "", Severity.Critical, state.Sample.Spooled?.Count ?? 0, standstill.ToString())]
            : [];

    private static IEnumerable<Finding> FindNobody(FlowState state)
    {
        if (state.StuckQueue is { } queue)
        {
            yield return new(
                FindingKind.NobodyForwards,
                "",
                Severity.Critical,
                queue.Messages,
                $"No forwarder takes from the queue {queue.Name}, in which {Wait(queue.Messages, "message")}: "
                    + "see that one runs, and that its store works."
            );
        }
        else if (!state.IsForwarded && Waiting(state) is > 0 and var waiting)
        {
            yield return new(
                FindingKind.NobodyForwards,
                "",
                Severity.Critical,
                waiting,
                $"{Wait(waiting, "event")}, and no forwarder has spoken lately: see that a process with the role forward runs."
            );
        }
    }

    private static IEnumerable<Finding> FindSilentForwarders(FlowState state) =>
        from forwarder in state.Forwarders
        where !forwarder.IsAlive(state.At)
        select new Finding(
            FindingKind.ForwarderSilent,
            forwarder.Name,
            Severity.Warning,
            0,
            $"The forwarder {forwarder.Name} has not spoken since {forwarder.SeenAt.UtcDateTime:HH:mm:ss} UTC and did not say goodbye: "
                + "see whether it runs."
        );

    /// <remarks>Their heartbeats come through the queue: while nobody takes from it, nobody hears them.</remarks>
    private static IEnumerable<Finding> FindSilentReceivers(FlowState state) =>
        from receiver in state.Receivers
        where state.IsForwarded && state.StuckQueue is null && state.BrokerProblem is null && !receiver.IsAlive(state.At)
        select new Finding(
            FindingKind.ReceiverSilent,
            receiver.Name,
            Severity.Warning,
            0,
            $"The receiver {receiver.Name} has not spoken since {receiver.SeenAt.UtcDateTime:HH:mm:ss} UTC and did not say goodbye: "
                + "see whether it runs, and reaches the broker."
        );

    private static IEnumerable<Finding> FindBroker(FlowState state) =>
        state.BrokerProblem is { } problem
            ?
            [
                new(
                    FindingKind.BrokerDown,
                    "",
                    Severity.Critical,
                    0,
                    $"The broker does not work: {Sentence(problem)} Receivers spool what comes as long as they have room."
                ),
            ]
            : [];

    private static IEnumerable<Finding> FindPaused(FlowState state) =>
        from gate in state.Gates
        where gate.State == "paused"
        group gate by gate.Destination into gates
        let waiting = WaitingFor(state, gates.Key)
        select new Finding(
            FindingKind.DestinationPaused,
            gates.Key,
            Severity.Critical,
            waiting,
            $"Delivery to {DestinationWords.Within(gates.Key)} is paused ({gates.First().Reason}) with {Count(waiting, "event")} waiting: "
                + $"{DestinationWords.Cure(gates.Key)}."
        );

    private static IEnumerable<Finding> FindOld(FlowState state, WatchingOptions limits) =>
        from backlog in state.Sample.Destinations
        where backlog is { Waiting: > 0, OldestReceivedAt: { } oldest } && state.At - oldest > limits.OldestWaiting
        select new Finding(
            FindingKind.WaitingTooLong,
            backlog.Destination,
            Severity.Critical,
            backlog.Waiting,
            $"{Wait(backlog.Waiting, "event")} for {DestinationWords.Within(backlog.Destination)}, the oldest since "
                + $"{backlog.OldestReceivedAt!.Value.UtcDateTime:yyyy-MM-dd HH:mm} UTC{Why(state, backlog.Destination)}."
        );

    private static IEnumerable<Finding> FindDead(FlowState state, WatchingOptions limits) =>
        state.DeadGrowth >= limits.DeadLetters
            ?
            [
                new(
                    FindingKind.DeadLettersGrow,
                    "",
                    Severity.Warning,
                    state.DeadGrowth,
                    $"{state.DeadGrowth} events became dead letters within ten minutes: see the largest group of them."
                ),
            ]
            : [];

    private static IEnumerable<Finding> FindFilling(FlowState state)
    {
        if (state.Spool is var (bytes, limit) && bytes > limit * FullSpool / 100)
        {
            yield return new(
                FindingKind.SpoolFills,
                "",
                Severity.Warning,
                state.Sample.Spooled?.Count ?? 0,
                $"The spool holds {bytes * 100 / limit} % of Spool:MaxBytes; when it is full webhooks are answered 503. See what keeps it "
                    + "from being drained."
            );
        }

        if (state.Disk is var (free, keep) && free < 2 * keep)
        {
            yield return new(
                FindingKind.DiskFills,
                "",
                Severity.Warning,
                0,
                $"The disk has {free >> 20} MiB left; below {keep >> 20} MiB (Store:KeepFreeBytes) webhooks are answered 503. "
                    + "Free some space."
            );
        }
    }

    private static IEnumerable<Finding> FindLate(FlowState state) =>
        state.Answers is { All: >= EnoughAnswers } answers && answers.Late * 100 > answers.All * LateAnswers
            ?
            [
                new(
                    FindingKind.MetaRuleBroken,
                    "",
                    Severity.Warning,
                    answers.Late,
                    $"{answers.Late} of {answers.All} webhooks in five minutes were answered after more than a second or with 503; Meta "
                        + "allows 1 %. See whether the disk or the broker is slow."
                ),
            ]
            : [];

    /// <remarks>While nothing is taken in, nobody knows who talks.</remarks>
    private static IEnumerable<Finding> FindSilent(FlowState state) =>
        from number in state.SilentNumbers
        where state is { IsForwarded: true, Intake: null, StuckQueue: null, BrokerProblem: null }
        select new Finding(
            FindingKind.NumberSilent,
            number,
            Severity.Warning,
            0,
            $"Nothing has come from the number {number} for an hour in which it talks on other days: see the app's webhook subscription "
                + "(\"meta-bridge check\" does, with META_ACCESS_TOKEN)."
        );

    private static IEnumerable<Finding> FindOldSecrets(FlowState state) =>
        state.OldSecrets.Select(secret => new Finding(
            FindingKind.OldSecretUsed,
            secret,
            Severity.Warning,
            0,
            $"The app secret sha256:{secret}… still signs webhooks though it does not stand first in Meta:AppSecrets: switch the app that "
                + "has it to the new one, and then take it out."
        ));

    private static IEnumerable<Finding> FindAdsRefused(FlowState state) =>
        state.AdsRefused is { } problem
            ?
            [
                new(
                    FindingKind.AdsRefused,
                    "",
                    Severity.Warning,
                    0,
                    $"{problem} Events carry the ids of ads without names meanwhile; none waits for them."
                ),
            ]
            : [];

    private static long Waiting(FlowState state) => state.Sample.Destinations.Sum(backlog => backlog.Waiting);

    private static long WaitingFor(FlowState state, string destination) =>
        state.Sample.Destinations.Where(backlog => backlog.Destination == destination).Sum(backlog => backlog.Waiting);

    private static string Why(FlowState state, string destination) =>
        state.Gates.FirstOrDefault(gate => gate.Destination == destination && gate.State != "open") is GateReport { Reason: { } reason }
            ? $"; it answers {reason}"
            : "";

    private static string Wait(long count, string what) => $"{Count(count, what)} {(count == 1 ? "waits" : "wait")}";

    private static string Count(long count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static string Sentence(string problem) => problem.TrimEnd('.') + ".";
}
