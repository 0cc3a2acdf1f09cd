using Bridge.Storage.Journal;
using Npgsql;
using NpgsqlTypes;

namespace Bridge.Storage.Postgres;

/// <summary>Writes the journal, in whatever statement makes true what it says.</summary>
internal static class PostgresJournal
{
    /// <summary>Inserts the rows that the parameters from a number on hold: those of <see cref="Parameters"/>.</summary>
    public static string InsertFrom(int first) =>
        "INSERT INTO journal (at, outcome, why, destination, address, status, count, bytes, names, entries) SELECT * FROM unnest("
        + string.Join(", ", Enumerable.Range(first, 10).Select(number => $"${number}"))
        + ")";

    public static NpgsqlBatchCommand Command(IReadOnlyList<JournalRow> rows)
    {
        var command = new NpgsqlBatchCommand(InsertFrom(1));
        command.Parameters.AddRange(Parameters(rows));
        return command;
    }

    public static NpgsqlParameter[] Parameters(IReadOnlyList<JournalRow> rows) =>
        [
            PostgresValue.Column(NpgsqlDbType.Bigint, rows, row => row.At.ToUnixTimeMilliseconds()),
            PostgresValue.Column(NpgsqlDbType.Text, rows, row => row.Outcome),
            PostgresValue.Column(NpgsqlDbType.Text, rows, row => row.Why),
            PostgresValue.Column(NpgsqlDbType.Text, rows, row => PostgresText.Of(row.Destination)),
            PostgresValue.Column(NpgsqlDbType.Text, rows, row => row.Address),
            PostgresValue.Column(NpgsqlDbType.Integer, rows, row => row.Status),
            PostgresValue.Column(NpgsqlDbType.Integer, rows, row => row.Count),
            PostgresValue.Column(NpgsqlDbType.Integer, rows, row => row.Bytes),
            PostgresValue.Column(NpgsqlDbType.Text, rows, row => PostgresText.Of(row.Names)!),
            PostgresValue.Column(NpgsqlDbType.Bytea, rows, row => row.Entries),
        ];
}
