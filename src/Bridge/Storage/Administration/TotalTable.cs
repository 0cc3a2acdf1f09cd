using System.Collections.Frozen;

namespace Bridge.Storage.Administration;

/// <summary>Where everything went that was ever taken in: what is counted for good, and what is rows.</summary>
internal static class TotalTable
{
    private const string Deferred = "deferred";
    private const string Waiting = "waiting";
    private const string Dead = "dead";
    private const string Discarded = "discarded";

    /// <summary>What is older has been folded to minutes.</summary>
    private static readonly TimeSpan Unfolded = TimeSpan.FromHours(1);

    private const string IsWithTranslator = $"(state = 'replaying' AND reason NOT IN {DeadReason.OfEvents})";

    /// <summary>In one statement, so that nothing moves between two counts.</summary>
    /// <remarks>
    /// Of dead letters that are replayed the event is among those that wait; what is no event is still with the translator.
    /// </remarks>
    private const string Sql = $"""
        SELECT kind AS Kind, CAST(SUM(count) AS bigint) AS Count FROM totals GROUP BY kind
        UNION ALL SELECT '{Deferred}', COUNT(*) FROM deferred
        UNION ALL SELECT '{Waiting}', COUNT(*) FROM events
        UNION ALL SELECT '{Dead}', COUNT(*) FROM dead_letters WHERE state = 'dead'
        UNION ALL SELECT '{Discarded}', COUNT(*) FROM dead_letters WHERE state = 'discarded'
        UNION ALL SELECT '{Dead}', COUNT(*) FROM dead_letters WHERE {IsWithTranslator}
        """;

    public static async Task<FlowTotals> ReadAsync(AdminConnection connection)
    {
        var rows = (await connection.QueryAsync<(string Kind, long Count)>(Sql)).ToLookup(row => row.Kind, row => row.Count);
        return new FlowTotals(
            DateTimeOffset.FromUnixTimeMilliseconds(rows[FlowTally.Since].Sum()),
            rows[FlowTally.Received].Sum(),
            rows[FlowTally.Derived].Sum(),
            rows[FlowTally.Retranslated].Sum(),
            rows[FlowTally.Delivered].Sum(),
            rows.Where(kind => FlowTally.RuleOf(kind.Key) is not null)
                .OrderBy(kind => kind.Key, StringComparer.Ordinal)
                .ToDictionary(kind => FlowTally.RuleOf(kind.Key)!, kind => kind.Sum()),
            rows[Deferred].Sum(),
            rows[Waiting].Sum(),
            rows[Dead].Sum(),
            rows[Discarded].Sum()
        )
        {
            NoConversion = NotToldIn(rows),
        };
    }

    /// <summary>As in <see cref="FlowTotals.NoConversion"/>.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> ReadNotToldAsync(AdminConnection connection) =>
        NotToldIn(
            (
                await connection.QueryAsync<(string Kind, long Count)>(
                    "SELECT kind AS Kind, CAST(SUM(count) AS bigint) AS Count FROM totals WHERE at = 0 GROUP BY kind"
                )
            ).ToLookup(row => row.Kind, row => row.Count)
        );

    private static Dictionary<string, long> NotToldIn(ILookup<string, long> counts) =>
        counts
            .Where(kind => FlowTally.ReasonOf(kind.Key) is not null)
            .ToDictionary(kind => FlowTally.ReasonOf(kind.Key)!, kind => kind.Sum());

    /// <returns>How many of some dead letters are nowhere else: neither delivered nor on their way.</returns>
    public static Task<long> CountDeadAsync(AdminConnection connection, long[] some) =>
        connection.FindAsync<long>(
            $"SELECT COUNT(*) FROM dead_letters WHERE {connection.Dialect.OneOf("seq", "@some")} "
                + $"AND (state IN ('dead', 'discarded') OR {IsWithTranslator})",
            new { some }
        );

    /// <summary>Counts something that people, or an administration's own work, made vanish.</summary>
    public static Task<int> AddAsync(AdminConnection connection, string kind, long count) =>
        count == 0
            ? Task.FromResult(0)
            : connection.ExecuteAsync(
                $"INSERT INTO totals (kind, at, count) VALUES (@kind, 0, @count) {connection.Dialect.AddToTotal}",
                new { kind, count }
            );

    /// <summary>Makes few rows of each kind again: one for each minute that charts may show, and one for all before.</summary>
    public static Task<int> FoldAsync(AdminConnection connection, DateTimeOffset now) =>
        connection.ExecuteAsync(
            connection.Dialect.FoldTotals,
            new { before = (now - ActivityTable.Kept).ToUnixTimeMilliseconds(), since = (now - Unfolded).ToUnixTimeMilliseconds() }
        );
}

/// <summary>
/// Where everything went: received + derived + retranslated = delivered + dropped + deferred + waiting + dead + discarded.
/// </summary>
/// <param name="Since">From when on it is counted; what waited or was dead then counts as received.</param>
/// <param name="Received">Items taken in, repetitions included.</param>
/// <param name="Derived">Events that Bridge made, of conversations or of what was told.</param>
/// <param name="Retranslated">What dead letters became that could be read after all.</param>
/// <param name="Dropped">By the rule.</param>
/// <param name="Discarded">Dead letters that somebody put aside.</param>
internal sealed record FlowTotals(
    DateTimeOffset Since,
    long Received,
    long Derived,
    long Retranslated,
    long Delivered,
    IReadOnlyDictionary<string, long> Dropped,
    long Deferred,
    long Waiting,
    long Dead,
    long Discarded
)
{
    /// <summary>
    /// Events of which Meta is not told, though <c>Attribution:Conversions</c> names them, by the reason; no part of the sum.
    /// </summary>
    public IReadOnlyDictionary<string, long> NoConversion { get; init; } = FrozenDictionary<string, long>.Empty;

    /// <summary>What came and of which nobody can say where it is; more than nothing is a fault of Bridge's.</summary>
    public long Missing => Received + Derived + Retranslated - Delivered - Dropped.Values.Sum() - Deferred - Waiting - Dead - Discarded;
}
