using Bridge.DeadLetters;
using Bridge.DeadLetters.Replays;
using Bridge.Intake;
using Bridge.Messaging.Broker;
using Bridge.Storage;
using Bridge.Storage.Administration;
using Bridge.Telemetry;
using Bridge.Watching;

namespace Bridge.Ops.Overview;

/// <summary>What the overview shows, and the one thing that can be done from it.</summary>
/// <param name="queues">Null without a broker.</param>
/// <param name="intake">Null in a process that takes nothing in.</param>
internal sealed class OverviewQuery(
    AdminDatabase database,
    ReceiverSpools receivers,
    ReadinessProbe readiness,
    FlowReader flow,
    TimeProvider time,
    BrokerQueues? queues = null,
    IntakeState? intake = null
)
{
    private const int LargestGroups = 8;
    private static readonly TimeSpan Shown = TimeSpan.FromHours(24);

    public async Task<OverviewReport> GetAsync(CancellationToken cancellationToken)
    {
        var elsewhere = ReadElsewhereAsync(cancellationToken);
        var overview = await database.ReadAsync(connection => ReadAsync(connection, time.GetUtcNow()), cancellationToken);
        var state = await flow.ReadAsync(cancellationToken);
        var health = ReadinessAnswer.Of(await readiness.AskAsync(cancellationToken));
        return overview with
        {
            Backlogs = [.. overview.Backlogs, .. await elsewhere],
            Findings = flow.Find(state with { Sample = state.Sample with { Destinations = BacklogsOf(overview) } }),
            Forwarders = state.Forwarders,
            Receivers = state.Receivers,
            Intake = intake?.Standstill,
            Problems = [.. health.NotReady, .. health.Degraded],
        };
    }

    /// <summary>Has every forwarder ask a waiting or paused collector at once, instead of at the next try.</summary>
    public Task ResumeDestinationAsync(string destination, Actor actor, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async connection =>
            {
                var now = time.GetUtcNow();
                if (!(await GateTable.ReadAsync(connection, now)).Any(gate => gate.Destination == destination))
                {
                    throw new AdminException(
                        AdminProblem.NotFound,
                        $"No forwarder delivers to {DestinationWords.Within(destination)} just now."
                    );
                }

                await AuditTable.AddAsync(connection, now, actor.Name, "resume destination", 1, destination);
                return await GateTable.CallAsync(connection, destination, now);
            },
            cancellationToken
        );

    private static async Task<OverviewReport> ReadAsync(AdminConnection connection, DateTimeOffset now) =>
        new(
            now,
            await ReadActivityAsync(connection, now, Shown, OverviewReport.Step),
            await ReadDestinationsAsync(connection, now),
            await BacklogTable.ReadAsync(connection),
            await connection.FindAsync<long>("SELECT COUNT(*) FROM dead_letters WHERE state = 'dead'"),
            [.. (await DeadLetterQueries.ReadGroupsAsync(connection, new DeadLetterFilter())).Take(LargestGroups)],
            [.. (await ReplayTable.ReadOpenAsync(connection)).Select(row => row.ToReplay())]
        )
        {
            Totals = await TotalTable.ReadAsync(connection),
            LastHour = await ReadActivityAsync(connection, now, TimeSpan.FromHours(1), ActivityTable.Step),
        };

    /// <param name="shown">How far back.</param>
    /// <param name="step">How much time is added up; a multiple of <see cref="ActivityTable.Step"/>.</param>
    private static async Task<IReadOnlyList<ActivityStep>> ReadActivityAsync(
        AdminConnection connection,
        DateTimeOffset now,
        TimeSpan shown,
        TimeSpan step
    )
    {
        var last = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % step.Ticks), TimeSpan.Zero);
        var first = last - shown + step;
        var length = (long)step.TotalMilliseconds;
        var counts = (await ActivityTable.ReadAsync(connection, first)).ToLookup(
            row => (row.At - (row.At % length), row.Kind),
            row => row.Count
        );
        return [.. Enumerable.Range(0, (int)(shown / step)).Select(number => Step(first + (number * step)))];

        ActivityStep Step(DateTimeOffset at) => new(at, Sum(at, FlowTally.Received), Sum(at, FlowTally.Delivered), Sum(at, FlowTally.Died));

        long Sum(DateTimeOffset at, string kind) => counts[(at.ToUnixTimeMilliseconds(), kind)].Sum();
    }

    private static async Task<IReadOnlyList<DestinationView>> ReadDestinationsAsync(AdminConnection connection, DateTimeOffset now)
    {
        var gates = (await GateTable.ReadAsync(connection, now)).ToLookup(gate => gate.Destination);
        var backlogs = (await BacklogTable.ReadBacklogAsync(connection)).ToDictionary(backlog => backlog.Destination);
        return
        [
            .. gates
                .Select(group => group.Key)
                .Union(backlogs.Keys)
                .Order(StringComparer.Ordinal)
                .Select(name => View(name, [.. gates[name]], backlogs.GetValueOrDefault(name))),
        ];
    }

    private static List<Backlog> BacklogsOf(OverviewReport overview) =>
        [.. overview.Destinations.Select(of => new Backlog(of.Name, of.Waiting, of.OldestReceivedAt))];

    /// <summary>The worst that any forwarder says counts.</summary>
    private static DestinationView View(string name, IReadOnlyList<GateReport> gates, Backlog backlog)
    {
        var worst = gates.MaxBy(gate => StateOf(gate));
        var last = gates.MaxBy(gate => gate.LastAnswerAt ?? 0);
        return new DestinationView(
            name,
            worst is null ? DestinationState.Unknown : StateOf(worst),
            worst?.Reason,
            Time(worst?.Since),
            Time(worst?.NextTry),
            Time(gates.Max(gate => gate.LastSuccess)),
            backlog.Waiting,
            backlog.OldestReceivedAt
        )
        {
            Address = worst?.Address,
            LastAnswer = last?.LastAnswer,
            LastAnswerAt = Time(last?.LastAnswerAt),
        };
    }

    private static DestinationState StateOf(GateReport gate) => Enum.Parse<DestinationState>(gate.State, ignoreCase: true);

    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } time ? DeadLetterRow.Time(time) : null;

    private async Task<IReadOnlyList<BacklogFigure>> ReadElsewhereAsync(CancellationToken cancellationToken)
    {
        var spools = await receivers.ReadAsync(cancellationToken);
        return queues is null ? spools : [.. spools, .. await ReadQueuesAsync(queues, cancellationToken)];
    }

    private static async Task<IReadOnlyList<BacklogFigure>> ReadQueuesAsync(BrokerQueues queues, CancellationToken cancellationToken)
    {
        try
        {
            return
            [
                .. (await queues.ReadAsync(cancellationToken)).Select(queue => new BacklogFigure(
                    "queue " + queue.Name,
                    queue.Count,
                    queue.Oldest
                )
                {
                    IsStuck = queue.IsStuck,
                }),
            ];
        }
        catch (BrokerUnknownException problem)
        {
            return [new BacklogFigure("queues of the broker", 0, null, problem.Message)];
        }
    }
}
