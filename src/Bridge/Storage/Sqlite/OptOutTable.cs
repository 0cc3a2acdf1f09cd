namespace Bridge.Storage.Sqlite;

/// <summary>Who has opted out. Writes only on the writer's thread.</summary>
internal static class OptOutTable
{
    /// <summary>Whoever made the click is known by all their ids.</summary>
    private const string IsStopped = """
        SELECT EXISTS (
            SELECT 1 FROM clicks JOIN opt_outs ON opt_outs.account = clicks.account AND opt_outs.is_out = 1
            WHERE clicks.click = ?1 AND (opt_outs.id = clicks.id OR opt_outs.id IN (
                SELECT other.id FROM people AS own JOIN people AS other ON other.person = own.person AND other.account = own.account
                WHERE own.account = clicks.account AND own.id = clicks.id)))
        """;

    public static void Add(SqliteSession session, IReadOnlyList<OptOut> words)
    {
        foreach (var word in words)
        {
            session
                .Statement(
                    """
                    INSERT INTO opt_outs AS known (account, id, at, is_out) VALUES (?1, ?2, ?3, ?4)
                    ON CONFLICT (account, id) DO UPDATE SET at = excluded.at, is_out = excluded.is_out WHERE excluded.at >= known.at
                    """
                )
                .Bind(1, word.Who.Account)
                .Bind(2, word.Who.Id)
                .Bind(3, word.At)
                .Bind(4, word.IsOut ? 1 : 0)
                .Execute();
        }
    }

    /// <summary>The clicks of people who have opted out.</summary>
    public static HashSet<Guid> FindStopped(SqliteSession session, IReadOnlyCollection<Guid> clicks)
    {
        var stopped = new HashSet<Guid>();
        var query = session.Statement(IsStopped);
        foreach (var click in clicks)
        {
            query.Bind(1, click);
            if (query.Read() && query.GetInt64(0) != 0)
            {
                stopped.Add(click);
            }

            query.Reset();
        }

        return stopped;
    }
}
