namespace Bridge.Storage.Sqlite;

/// <summary>Who has opted out. Writes only on the writer's thread.</summary>
internal static class OptOutTable
{
    /// <summary>
    /// The last word of whoever made the click, by whichever of their ids. An empty account stands for all of them: a CRM did not
    /// say of which. Of two words of one moment the one that keeps more to itself counts.
    /// </summary>
    private const string LastWord = """
        WITH known AS (
            SELECT account, id FROM clicks WHERE click = ?1
            UNION
            SELECT other.account, other.id FROM clicks
            JOIN people AS own ON own.account = clicks.account AND own.id = clicks.id
            JOIN people AS other ON other.person = own.person AND other.account = own.account
            WHERE click = ?1)
        SELECT is_out FROM known JOIN opt_outs ON opt_outs.id = known.id AND opt_outs.account IN (known.account, '')
        ORDER BY at DESC, is_out DESC LIMIT 1
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
        var query = session.Statement(LastWord);
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
