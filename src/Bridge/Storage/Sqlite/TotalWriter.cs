namespace Bridge.Storage.Sqlite;

/// <summary>Adds to the totals of where everything went; used on the writer's thread only.</summary>
internal static class TotalWriter
{
    public static void Add(SqliteSession session, IEnumerable<TallyCount> counts, DateTimeOffset now)
    {
        foreach (var (kind, count) in counts)
        {
            Add(session, kind, count, now);
        }
    }

    public static void Add(SqliteSession session, string kind, long count, DateTimeOffset now)
    {
        if (count > 0)
        {
            session
                .Statement(
                    "INSERT INTO totals (kind, at, count) VALUES (?1, ?2, ?3) "
                        + "ON CONFLICT (kind, at) DO UPDATE SET count = count + excluded.count"
                )
                .Bind(1, kind)
                .Bind(2, FlowTally.At(kind, now))
                .Bind(3, count)
                .Execute();
        }
    }
}
