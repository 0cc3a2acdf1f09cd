using Bridge.DeadLetters.Masking;
using Bridge.Storage;
using Bridge.Storage.Administration;
using Dapper;

namespace Bridge.DeadLetters.Replays;

/// <summary>What a replay would do: counted and sampled, nothing changed.</summary>
internal sealed class ReplayPlanner(Retranslator retranslator, ReplayForecaster forecaster)
{
    private const int SampleSize = 5;
    private const int MostShares = 50;

    public async Task<ReplayPlan> PlanAsync(AdminConnection connection, DeadLetterFilter filter, DateTimeOffset now)
    {
        var newest = await connection.FindAsync<long?>("SELECT MAX(seq) FROM dead_letters") ?? 0;
        var snapshot = new Snapshot(Math.Min(filter.UpTo ?? long.MaxValue, newest), now, Guid.NewGuid());
        var meant = filter with { State = DeadLetterState.Dead, UpTo = snapshot.UpTo };
        var (where, values) = DeadLetterWhere.Of(meant, connection.Dialect);
        var span = await connection.FindAsync<Span>(
            "SELECT COUNT(*) AS Count, MIN(dead_letter.received_at) AS Oldest, MAX(dead_letter.received_at) AS Newest "
                + $"FROM dead_letters AS dead_letter WHERE {where}",
            values
        );
        var destinations = await SharesAsync(connection, "dead_letter.destination", where, values);
        var plan = new ReplayPlan(
            snapshot.ToString(),
            meant,
            span!.Count,
            Time(span.Oldest),
            Time(span.Newest),
            await NamesAsync(connection, where, values),
            destinations,
            await SharesAsync(connection, "dead_letter.reason", where, values),
            await SampleAsync(connection, meant),
            await WarningsAsync(connection, destinations, now)
        );
        return plan.Count == 0 ? plan : plan with { Forecast = await forecaster.ForecastAsync(connection, plan, now) };
    }

    private async Task<IReadOnlyList<PlannedDeadLetter>> SampleAsync(AdminConnection connection, DeadLetterFilter filter)
    {
        var rows = await DeadLetterQueries.ReadAsync(connection, filter, null, SampleSize, oldestFirst: false, headOnly: false);
        return
        [
            .. rows.Select(row => new PlannedDeadLetter(
                row.Seq,
                DeadLetterMask.Name(row.Reason, row.Name),
                row.Destination,
                Content(row),
                Retranslation(row)
            )),
        ];
    }

    private Retranslation? Retranslation(DeadLetterRow row) =>
        DeadReason.IsOfEvents(row.Reason)
            ? null
            : retranslator.Show(row.Reason, row.Payload, DeadLetterRow.Time(row.Received), isMasked: true);

    private static string Content(DeadLetterRow row) => DeadLetterMask.Content(row.Reason, row.Payload);

    /// <summary>How they are called, as everybody may see it.</summary>
    private static async Task<IReadOnlyList<Share>> NamesAsync(AdminConnection connection, string where, DynamicParameters values)
    {
        var rows = await connection.QueryAsync<NameRow>(
            "SELECT dead_letter.reason AS Reason, dead_letter.name AS Name, COUNT(*) AS Count FROM dead_letters AS dead_letter "
                + $"WHERE {where} GROUP BY 1, 2 ORDER BY 3 DESC, 2, 1 LIMIT {MostShares}",
            values
        );
        return
        [
            .. rows.GroupBy(row => DeadLetterMask.Name(row.Reason, row.Name) ?? "", row => row.Count)
                .Select(alike => new Share(alike.Key, alike.Sum()))
                .OrderByDescending(share => share.Count),
        ];
    }

    private static async Task<IReadOnlyList<Share>> SharesAsync(
        AdminConnection connection,
        string column,
        string where,
        DynamicParameters values
    )
    {
        var rows = await connection.QueryAsync<ShareRow>(
            $"SELECT {column} AS Name, COUNT(*) AS Count FROM dead_letters AS dead_letter "
                + $"WHERE {where} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MostShares}",
            values
        );
        return [.. rows.Select(row => new Share(row.Name, row.Count))];
    }

    /// <summary>What the forwarders say of the collectors the dead letters would go to.</summary>
    private static async Task<IReadOnlyList<string>> WarningsAsync(
        AdminConnection connection,
        IReadOnlyList<Share> destinations,
        DateTimeOffset now
    )
    {
        var gates = (await GateTable.ReadAsync(connection, now)).ToLookup(gate => gate.Destination);
        return [.. destinations.Select(destination => Warning(destination.Name, [.. gates[destination.Name]])).OfType<string>()];
    }

    private static string? Warning(string destination, IReadOnlyList<GateReport> gates) =>
        gates.Count == 0
            ? $"Nobody delivers to {DestinationWords.Within(destination)} just now: no forwarder that has it in its configuration runs. "
                + "Dead letters for it wait until one does."
        : gates.FirstOrDefault(gate => gate.State == "paused") is { } paused
            ? $"{DestinationWords.Of(destination)} is paused ({paused.Reason}): dead letters for it wait until somebody helps: "
                + $"{DestinationWords.Cure(destination)}."
        : gates.FirstOrDefault(gate => gate.State == "waiting") is { } waiting
            ? $"{DestinationWords.Of(destination)} cannot be reached or is overloaded ({waiting.Reason}): dead letters for it wait."
        : null;

    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } time ? DeadLetterRow.Time(time) : null;

    private sealed class Span
    {
        public long Count { get; init; }

        public long? Oldest { get; init; }

        public long? Newest { get; init; }
    }

    private sealed class NameRow
    {
        public string Reason { get; init; } = "";

        public string? Name { get; init; }

        public long Count { get; init; }
    }

    private sealed class ShareRow
    {
        public string Name { get; init; } = "";

        public long Count { get; init; }
    }
}
