namespace Bridge.Storage.Sqlite;

/// <summary>The ids that were seen together: who somebody is whom Meta names by one of them alone.</summary>
internal static class PeopleTable
{
    /// <summary>Those that are known among the ids.</summary>
    public static Dictionary<PersonId, KnownPerson> Find(SqliteSession session, IEnumerable<PersonId> ids)
    {
        var found = new Dictionary<PersonId, KnownPerson>();
        var query = session.Statement("SELECT phone, bsuid, parent_bsuid, username FROM people WHERE account = ?1 AND id = ?2");
        foreach (var id in ids)
        {
            query.Bind(1, id.Account).Bind(2, id.Id);
            while (query.Read())
            {
                found[id] = new KnownPerson(query.GetText(0)!, query.GetText(1)!, query.GetText(2), query.GetText(3));
            }
        }

        return found;
    }

    /// <summary>Remembers who is behind each id, or forgets that somebody was; only on the writer's thread.</summary>
    public static void Write(SqliteSession session, IReadOnlyDictionary<PersonId, KnownPerson?> people)
    {
        foreach (var (id, person) in people)
        {
            if (person is null)
            {
                session.Statement("DELETE FROM people WHERE account = ?1 AND id = ?2").Bind(1, id.Account).Bind(2, id.Id).Execute();
            }
            else
            {
                Upsert(session, id, person);
            }
        }
    }

    private static void Upsert(SqliteSession session, PersonId id, KnownPerson person) =>
        session
            .Statement(
                """
                INSERT INTO people (account, id, phone, bsuid, parent_bsuid, username) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                ON CONFLICT (account, id) DO UPDATE SET
                    phone = excluded.phone, bsuid = excluded.bsuid, parent_bsuid = excluded.parent_bsuid, username = excluded.username
                """
            )
            .Bind(1, id.Account)
            .Bind(2, id.Id)
            .Bind(3, person.Phone)
            .Bind(4, person.Bsuid)
            .Bind(5, person.ParentBsuid)
            .Bind(6, person.Username)
            .Execute();
}
