using Npgsql;
using NpgsqlTypes;

namespace Bridge.Storage.Postgres;

/// <summary>
/// Adds to the totals of where everything went: rows that are only added, so that no transaction waits for another one's; now and then they
/// are folded into one.
/// </summary>
internal static class PostgresTotals
{
    public static NpgsqlBatchCommand Command(IReadOnlyList<TallyCount> counts, DateTimeOffset now) =>
        new("INSERT INTO totals (kind, count, at) SELECT * FROM unnest($1, $2, $3)")
        {
            Parameters =
            {
                PostgresValue.Column(NpgsqlDbType.Text, counts, one => one.Kind),
                PostgresValue.Column(NpgsqlDbType.Bigint, counts, one => one.Count),
                PostgresValue.Column(NpgsqlDbType.Bigint, counts, one => FlowTally.At(one.Kind, now)),
            },
        };

    /// <summary>As part of a statement: counts the rows of another part.</summary>
    public static string Count(string kind, string part) =>
        $"INSERT INTO totals (kind, count) SELECT '{kind}', count(*) FROM {part} HAVING count(*) > 0";

    /// <summary>The same of a kind that charts show.</summary>
    /// <param name="now">The parameter that says when it is, in milliseconds since 1970.</param>
    public static string Count(string kind, string part, string now) =>
        $"INSERT INTO totals (kind, count, at) SELECT '{kind}', count(*), {now} / {FlowTally.Minute} * {FlowTally.Minute} "
        + $"FROM {part} HAVING count(*) > 0";
}
