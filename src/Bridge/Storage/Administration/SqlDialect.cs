using Bridge.Storage.Postgres;
using Bridge.Storage.Sqlite;
using Dapper;

namespace Bridge.Storage.Administration;

/// <summary>What SQLite and PostgreSQL say differently.</summary>
internal abstract class SqlDialect
{
    public static readonly SqlDialect Sqlite = new SqliteDialect(null);

    public static readonly SqlDialect Postgres = new PostgresDialect();

    /// <summary>SQLite in the process that gives the events their numbers.</summary>
    public static SqlDialect SqliteOf(EventSequence sequence) => new SqliteDialect(sequence);

    /// <summary>An id as 32 hex digits.</summary>
    public abstract string IdText(string column);

    /// <summary>An id as a parameter.</summary>
    public abstract object Id(Guid id);

    /// <summary>Whether bytes hold a text, given as a parameter, exactly so.</summary>
    public abstract string Holds(string column, string parameter);

    /// <summary>Whether bytes hold others, given as a parameter.</summary>
    public abstract string HoldsBytes(string column, string parameter);

    /// <summary>The first bytes of a column.</summary>
    public abstract string Start(string column, int bytes);

    /// <summary>Whether a column is one of several values, given as a parameter: an array.</summary>
    public abstract string OneOf(string column, string parameter);

    /// <summary>Text that the database can hold.</summary>
    public abstract string? Text(string? text);

    /// <summary>Has other transactions wait that lock the same rows; nothing where only one writes.</summary>
    public abstract string ForUpdate { get; }

    /// <summary>Several ids as the parameter <c>@ids</c>, for <see cref="OneOf"/>.</summary>
    public abstract DynamicParameters Ids(IEnumerable<Guid> ids);

    /// <summary>
    /// The query for which of <c>@ids</c> were taken in, and when: 32 hex digits, and milliseconds since 1970. PostgreSQL knows the day
    /// alone.
    /// </summary>
    public abstract string SeenAt { get; }

    /// <summary>How a total is added to: to its row, or by another one, so that nobody waits for it.</summary>
    public abstract string AddToTotal { get; }

    /// <summary>
    /// Has totals told by the minute no longer that are of before <c>@before</c>, and makes one row of the many that others have; of those
    /// that are told by the minute only since <c>@since</c>, as the others were folded before.
    /// </summary>
    public abstract string FoldTotals { get; }

    /// <summary>Has others wait who want to write to the same table by the same statement; empty where only one writes.</summary>
    public abstract string LockTable(string table);

    /// <summary>Whether the spool, if there is one, is among the same tables.</summary>
    public abstract bool HasSpool { get; }

    /// <summary>Whether several processes may run on the store.</summary>
    public abstract bool IsShared { get; }

    /// <summary>
    /// The column for an event's number, and what fills it for rows in the order of <paramref name="order"/>; empty where the database does
    /// it.
    /// </summary>
    /// <param name="most">How many rows there can be.</param>
    public abstract (string Column, string Value) EventNumber(int most, string order);

    private static DynamicParameters Parameter(object ids)
    {
        var values = new DynamicParameters();
        values.Add("ids", ids);
        return values;
    }

    private sealed class SqliteDialect(EventSequence? sequence) : SqlDialect
    {
        public override string ForUpdate => "";

        public override string SeenAt => $"SELECT {IdText("id")}, seen_at FROM seen WHERE {OneOf("id", "@ids")}";

        public override string AddToTotal => "ON CONFLICT (kind, at) DO UPDATE SET count = count + excluded.count";

        public override string FoldTotals =>
            """
                INSERT INTO totals (kind, at, count) SELECT kind, 0, SUM(count) FROM totals WHERE at > 0 AND at < @before GROUP BY kind
                ON CONFLICT (kind, at) DO UPDATE SET count = count + excluded.count;
                DELETE FROM totals WHERE at > 0 AND at < @before
                """;

        public override string LockTable(string table) => "";

        public override bool HasSpool => true;

        public override bool IsShared => false;

        public override string IdText(string column) => $"lower(hex({column}))";

        public override object Id(Guid id) => id.ToByteArray(bigEndian: true);

        public override DynamicParameters Ids(IEnumerable<Guid> ids) =>
            Parameter(ids.Select(id => id.ToByteArray(bigEndian: true)).ToArray());

        public override string Holds(string column, string parameter) => $"instr({column}, CAST({parameter} AS BLOB)) > 0";

        public override string HoldsBytes(string column, string parameter) => $"instr({column}, {parameter}) > 0";

        public override string Start(string column, int bytes) => $"substr({column}, 1, {bytes})";

        public override string OneOf(string column, string parameter) => $"{column} IN {parameter}";

        public override string? Text(string? text) => text;

        public override (string Column, string Value) EventNumber(int most, string order) =>
            sequence is null
                ? throw new InvalidOperationException("Only the process that owns the file gives events their numbers.")
                : ("seq, ", $"{sequence.Reserve(most)} + ROW_NUMBER() OVER (ORDER BY {order}), ");
    }

    private sealed class PostgresDialect : SqlDialect
    {
        public override string ForUpdate => "FOR UPDATE";

        public override string SeenAt =>
            $"SELECT {IdText("seen.id")}, (extract(epoch FROM opened_at) * 1000)::bigint "
            + $"FROM seen JOIN seen_days USING (day) WHERE {OneOf("seen.id", "@ids")}";

        public override string AddToTotal => "";

        public override string FoldTotals =>
            """
                WITH old AS (DELETE FROM totals WHERE at < @before OR at >= @since RETURNING kind, at, count)
                INSERT INTO totals (kind, at, count)
                SELECT kind, CASE WHEN at < @before THEN 0 ELSE at END, sum(count) FROM old GROUP BY 1, 2
                """;

        public override string LockTable(string table) => $"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE";

        public override bool HasSpool => false;

        public override bool IsShared => true;

        public override string IdText(string column) => $"replace({column}::text, '-', '')";

        public override object Id(Guid id) => id;

        public override DynamicParameters Ids(IEnumerable<Guid> ids) => Parameter(ids.ToArray());

        public override string Holds(string column, string parameter) => $"position(convert_to({parameter}, 'UTF8') IN {column}) > 0";

        public override string HoldsBytes(string column, string parameter) => $"position({parameter} IN {column}) > 0";

        public override string Start(string column, int bytes) => $"substring({column} FROM 1 FOR {bytes})";

        public override string OneOf(string column, string parameter) => $"{column} = ANY ({parameter})";

        public override string? Text(string? text) => PostgresText.Of(text);

        public override (string Column, string Value) EventNumber(int most, string order) => ("", "");
    }
}
