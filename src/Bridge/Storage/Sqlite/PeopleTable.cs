using System.Collections.Frozen;

namespace Bridge.Storage.Sqlite;

/// <summary>Who is behind each id: the person, and the ids that were seen together.</summary>
internal static class PeopleTable
{
    /// <summary>Ids that are taken from a number to its account in one transaction.</summary>
    public const int MovedTogether = 500;

    /// <summary>Those of whom two ids are known among the ids.</summary>
    public static Dictionary<PersonId, KnownPerson> Find(SqliteSession session, IEnumerable<PersonId> ids)
    {
        var found = new Dictionary<PersonId, KnownPerson>();
        var query = session.Statement(
            """
            SELECT phone, bsuid, parent_bsuid, username FROM people
            WHERE account = ?1 AND id = ?2 AND phone IS NOT NULL AND bsuid IS NOT NULL
            """
        );
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

    /// <summary>All ids of those of whom more than one is known.</summary>
    public static Dictionary<Guid, KnownPerson> FindPersons(SqliteSession session, IEnumerable<Guid> persons)
    {
        var found = new Dictionary<Guid, KnownPerson>();
        var query = session.Statement(
            """
            SELECT phone, bsuid, parent_bsuid, username FROM people
            WHERE person = ?1 AND phone IS NOT NULL AND bsuid IS NOT NULL LIMIT 1
            """
        );
        foreach (var person in persons)
        {
            query.Bind(1, person);
            while (query.Read())
            {
                found[person] = new KnownPerson(query.GetText(0)!, query.GetText(1)!, query.GetText(2), query.GetText(3));
            }
        }

        return found;
    }

    /// <summary>Who is behind the ids of items that teach nothing of them; only on the writer's thread.</summary>
    public static PersonLedger Know(SqliteSession session, IReadOnlyList<IntakeItem> taken) =>
        new(PersonsOf(session, IdsOf(taken), taken.Count), Guid.CreateVersion7);

    /// <summary>Learns what a group teaches of people's ids; only on the writer's thread.</summary>
    /// <returns>Who is behind each id from now on.</returns>
    public static PersonLedger Learn(SqliteSession session, IReadOnlyList<IntakeItem> taken, IntakeBatch batch)
    {
        var lessons = new PersonLessons(taken, batch.People);
        var ledger = new PersonLedger(PersonsOf(session, IdsOf(taken).Concat(lessons.Ids), taken.Count), Guid.CreateVersion7);
        if (lessons.IsEmpty)
        {
            return ledger;
        }

        Learn(session, lessons, ledger, batch.Conversing);
        foreach (var (id, person) in batch.People)
        {
            Remember(session, id, person);
        }

        return ledger;
    }

    /// <summary>Some of those who were known under a business number alone are known under its account from now on.</summary>
    /// <returns>How many ids.</returns>
    public static int MoveToAccount(SqliteSession session, string number, string account, IConversing conversing)
    {
        var clues = new List<PersonClue>();
        var query = session.Statement("SELECT id FROM people WHERE account = ?1 LIMIT ?2").Bind(1, number).Bind(2, (long)MovedTogether);
        while (query.Read())
        {
            clues.Add(PersonClue.OfAccount(number, account, query.GetText(0)!));
        }

        var lessons = new PersonLessons(clues, FrozenDictionary<PersonId, KnownPerson?>.Empty);
        Learn(session, lessons, new PersonLedger(PersonsOf(session, lessons.Ids, clues.Count), Guid.CreateVersion7), conversing);
        return clues.Count;
    }

    private static void Learn(SqliteSession session, PersonLessons lessons, PersonLedger ledger, IConversing? conversing)
    {
        lessons.Teach(ledger);
        Assign(session, ledger.Changed);
        Unite(session, ledger.Merged);
        if (conversing is not null && ledger.Merged.Count > 0)
        {
            ConversationTable.Merge(session, ledger.Merged, conversing);
        }
    }

    /// <summary>Writes who is behind each id from now on; null forgets that somebody was. Only on the writer's thread.</summary>
    public static void Assign(SqliteSession session, IReadOnlyDictionary<PersonId, Guid?> changed)
    {
        foreach (var (id, person) in changed)
        {
            session.Conversations.Set(id, person);
            if (person is { } one)
            {
                session
                    .Statement(
                        """
                        INSERT INTO people (account, id, person) VALUES (?1, ?2, ?3)
                        ON CONFLICT (account, id) DO UPDATE SET person = excluded.person
                        """
                    )
                    .Bind(1, id.Account)
                    .Bind(2, id.Id)
                    .Bind(3, one)
                    .Execute();
            }
            else
            {
                session.Statement("DELETE FROM people WHERE account = ?1 AND id = ?2").Bind(1, id.Account).Bind(2, id.Id).Execute();
            }
        }
    }

    private static IEnumerable<PersonId> IdsOf(IEnumerable<IntakeItem> taken)
    {
        foreach (var item in taken)
        {
            if (item is { Conversation: not null, Clue: { } clue })
            {
                yield return clue.Id;
            }
        }
    }

    /// <param name="count">How many there may be.</param>
    private static Dictionary<PersonId, Guid> PersonsOf(SqliteSession session, IEnumerable<PersonId> ids, int count)
    {
        var (persons, asked) = (new Dictionary<PersonId, Guid>(count), new HashSet<PersonId>());
        var query = session.Statement("SELECT person FROM people WHERE account = ?1 AND id = ?2");
        foreach (var id in ids)
        {
            if (persons.ContainsKey(id))
            {
                continue;
            }

            if (session.Conversations.PersonOf(id) is { } known)
            {
                persons[id] = known;
                continue;
            }

            if (!asked.Add(id))
            {
                continue;
            }

            query.Bind(1, id.Account).Bind(2, id.Id);
            if (query.Read())
            {
                persons[id] = query.GetId(0);
                query.Reset();
                session.Conversations.Set(id, persons[id]);
            }
        }

        return persons;
    }

    private static void Unite(SqliteSession session, IReadOnlyDictionary<Guid, Guid> merged)
    {
        if (merged.Count > 0)
        {
            session.Conversations.Forget(); // other ids may lead to them too
        }

        foreach (var (younger, older) in merged)
        {
            session.Statement("UPDATE people SET person = ?2 WHERE person = ?1").Bind(1, younger).Bind(2, older).Execute();
        }
    }

    private static void Remember(SqliteSession session, PersonId id, KnownPerson? person) =>
        session
            .Statement(
                """
                UPDATE people SET phone = ?3, bsuid = ?4, parent_bsuid = ?5, username = ?6 WHERE account = ?1 AND id = ?2
                """
            )
            .Bind(1, id.Account)
            .Bind(2, id.Id)
            .Bind(3, person?.Phone)
            .Bind(4, person?.Bsuid)
            .Bind(5, person?.ParentBsuid)
            .Bind(6, person?.Username)
            .Execute();
}
