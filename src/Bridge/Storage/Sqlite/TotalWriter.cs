namespace Bridge.Storage.Sqlite;

/// <summary>Adds to the totals of where everything went; used on the writer's thread only.</summary>
internal static class TotalWriter
{
    public static void Add(SqliteSession session, IEnumerable<TallyCount> counts)
    {
        foreach (var (kind, count) in counts)
        {
            Add(session, kind, count);
        }
    }

    public static void Add(SqliteSession session, string kind, long count)
    {
        if (count > 0)
        {
            session
                .Statement(
                    "INSERT INTO totals (kind, count) VALUES (?1, ?2) ON CONFLICT (kind) DO UPDATE SET count = count + excluded.count"
                )
                .Bind(1, kind)
                .Bind(2, count)
                .Execute();
        }
    }
}
