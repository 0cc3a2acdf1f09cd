using Bridge.Storage.Journal;

namespace Bridge.Storage.Sqlite;

/// <summary>Writes the journal; used on the writer's thread only.</summary>
internal static class JournalWriter
{
    public static void Write(SqliteSession session, IEnumerable<JournalRow> rows)
    {
        foreach (var row in rows)
        {
            Write(session, row);
        }
    }

    public static void Write(SqliteSession session, JournalRow row) =>
        session
            .Statement(
                """
                INSERT INTO journal (at, outcome, why, destination, address, status, count, bytes, names, entries)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
                """
            )
            .Bind(1, row.At)
            .Bind(2, row.Outcome)
            .Bind(3, row.Why)
            .Bind(4, row.Destination)
            .Bind(5, row.Address)
            .Bind(6, row.Status)
            .Bind(7, row.Count)
            .Bind(8, row.Bytes)
            .Bind(9, row.Names)
            .Bind(10, row.Entries)
            .Execute();
}
