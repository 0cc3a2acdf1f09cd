using Npgsql;
using NpgsqlTypes;

namespace Bridge.Storage.Postgres;

/// <summary>
/// Adds to the totals of where everything went: rows that are only added, so that no transaction waits for another one's; now and then they
/// are folded into one.
/// </summary>
internal static class PostgresTotals
{
    public static NpgsqlBatchCommand Command(IReadOnlyList<TallyCount> counts) =>
        new("INSERT INTO totals (kind, count) SELECT * FROM unnest($1, $2)")
        {
            Parameters =
            {
                PostgresValue.Column(NpgsqlDbType.Text, counts, one => one.Kind),
                PostgresValue.Column(NpgsqlDbType.Bigint, counts, one => one.Count),
            },
        };

    /// <summary>As part of a statement: counts the rows of another part.</summary>
    public static string Count(string kind, string part) =>
        $"INSERT INTO totals (kind, count) SELECT '{kind}', count(*) FROM {part} HAVING count(*) > 0";
}
