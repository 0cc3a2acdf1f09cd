using Bridge.Storage;
using Bridge.Storage.Administration;

namespace Bridge.DeadLetters.Replays;

/// <summary>Foretells what a planned replay comes to, from what is stored: nothing is tried.</summary>
internal sealed class ReplayForecaster(Retranslator retranslator)
{
    /// <summary>Dead letters of each reason that are read again.</summary>
    private const int MostRead = 100;

    /// <summary>Of less than these an average says nothing.</summary>
    private const int FewestCounted = 20;

    private static readonly TimeSpan Lately = TimeSpan.FromDays(1);

    public async Task<ReplayForecast> ForecastAsync(AdminConnection connection, ReplayPlan plan, DateTimeOffset now) =>
        new(
            await ReadAgainAsync(connection, plan),
            await FindWellAsync(connection, plan, now),
            await FindRateAsync(connection, now),
            plan.Count > 1 ? plan.Sample[0].Id : null
        );

    private async Task<ReadableShare?> ReadAgainAsync(AdminConnection connection, ReplayPlan plan)
    {
        var (looked, readable) = (0, 0);
        foreach (var reason in plan.ByReason.Select(share => share.Name).Where(reason => !DeadReason.IsOfEvents(reason)))
        {
            var filter = plan.Filter with { Reason = reason };
            var rows = await DeadLetterQueries.ReadAsync(connection, filter, null, MostRead, oldestFirst: false, headOnly: false);
            looked += rows.Count;
            readable += rows.Count(IsReadable);
        }

        return looked == 0 ? null : new ReadableShare(looked, readable);
    }

    private bool IsReadable(DeadLetterRow row) =>
        retranslator.Read(row.Reason, row.Payload, DeadLetterRow.Time(row.Received)) is { Batch: not null, Problem: null };

    private static async Task<IReadOnlyList<string>> FindWellAsync(AdminConnection connection, ReplayPlan plan, DateTimeOffset now)
    {
        var gates = (await GateTable.ReadAsync(connection, now)).ToLookup(gate => gate.Destination);
        return
        [
            .. plan
                .ByDestination.Select(share => share.Name)
                .Where(name => gates[name].Any() && gates[name].All(gate => gate.State == "open"))
                .Select(name => Well(name, gates[name].Max(gate => gate.LastSuccess))),
        ];
    }

    private static string Well(string destination, long? lastSuccess) =>
        $"The collector {destination} is not paused"
        + (lastSuccess is { } time ? $"; it took events last at {Times.Exact(DeadLetterRow.Time(time))}." : ", but took nothing yet.");

    /// <summary>As replays went that nobody slowed down; otherwise as the best minute of delivery.</summary>
    private static async Task<double?> FindRateAsync(AdminConnection connection, DateTimeOffset now)
    {
        var since = (now - Lately).ToUnixTimeMilliseconds();
        var replays = await connection.FindAsync<Course>(
            "SELECT SUM(delivered + failed) AS Count, SUM(ended_at - started_at) AS Milliseconds FROM replays "
                + "WHERE state = 'finished' AND rate IS NULL AND ended_at >= @since",
            new { since }
        );
        return replays is { Count: >= FewestCounted and var count, Milliseconds: > 0 and var milliseconds } ? count * 1000.0 / milliseconds
            : await connection.FindAsync<long?>(
                "SELECT CAST(MAX(count) AS bigint) FROM "
                    + "(SELECT SUM(count) AS count FROM totals WHERE kind = @kind AND at >= @since GROUP BY at) AS minutes",
                new { since, kind = FlowTally.Delivered }
            )
                is >= FewestCounted
                    and var best
                ? best / ActivityTable.Step.TotalSeconds
            : null;
    }

    private sealed class Course
    {
        public long? Count { get; init; }

        public long? Milliseconds { get; init; }
    }
}
