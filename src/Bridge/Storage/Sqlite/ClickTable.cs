namespace Bridge.Storage.Sqlite;

/// <summary>Whose each click was. Writes only on the writer's thread.</summary>
internal static class ClickTable
{
    /// <summary>Clicks forgotten in one transaction.</summary>
    private const int Step = 500;

    public static void Add(SqliteSession session, IReadOnlyList<Click> clicks)
    {
        foreach (var click in clicks)
        {
            session
                .Statement(
                    """
                    INSERT INTO clicks (click, account, id, at) VALUES (?1, ?2, ?3, ?4)
                    ON CONFLICT (click) DO UPDATE SET account = excluded.account, id = excluded.id, at = excluded.at
                    """
                )
                .Bind(1, click.Id)
                .Bind(2, click.By.Account)
                .Bind(3, click.By.Id)
                .Bind(4, click.At)
                .Execute();
        }
    }

    public static Dictionary<Guid, PersonId> Find(SqliteSession session, IEnumerable<Guid> clicks)
    {
        var found = new Dictionary<Guid, PersonId>();
        var query = session.Statement("SELECT account, id FROM clicks WHERE click = ?1");
        foreach (var click in clicks)
        {
            query.Bind(1, click);
            while (query.Read())
            {
                found[click] = new PersonId(query.GetText(0)!, query.GetText(1)!);
            }
        }

        return found;
    }

    /// <returns>Whether there may be more.</returns>
    public static bool Forget(SqliteSession session, DateTimeOffset before) =>
        session
            .Statement("DELETE FROM clicks WHERE click IN (SELECT click FROM clicks WHERE at < ?1 LIMIT ?2)")
            .Bind(1, before)
            .Bind(2, Step)
            .Execute() == Step;
}
