namespace Bridge.Storage.Sqlite;

/// <summary>The conversations that a group moves; only on the writer's thread.</summary>
internal static class ConversationTable
{
    private const string Columns = "person, number, state, due_at";

    public static Conversed Converse(SqliteSession session, IReadOnlyList<IntakeItem> taken, IntakeBatch batch)
    {
        var ledger = PeopleTable.Learn(session, taken, batch);
        if (batch.Conversing is not { } conversing || !taken.Any(IsPart))
        {
            return batch.Conversing?.ConverseNone(taken) ?? new Conversed(taken, []);
        }

        var items = taken.Select(item => new TakenItem(item, KeyOf(item, ledger))).ToList();
        PeopleTable.Assign(session, ledger.Changed);
        var places = new Dictionary<ConversationRowKey, RowPlace>();
        var rows = items
            .Select(item => item.Conversation)
            .OfType<ConversationRowKey>()
            .Distinct()
            .ToDictionary(key => key, key => Find(session, key, places));
        var conversed = conversing.Converse(items, rows, PeopleTable.FindPersons(session, conversing.Unidentified(items)));
        foreach (var row in conversed.Changed)
        {
            Write(session, row, places);
        }

        return conversed;
    }

    public static bool IsAnyDue(SqliteSession session, DateTimeOffset watermark)
    {
        var query = session.Statement("SELECT EXISTS (SELECT 1 FROM conversations WHERE due_at <= ?1)").Bind(1, watermark);
        query.Read();
        var isDue = query.GetInt64(0) != 0;
        query.Reset();
        return isDue;
    }

    /// <summary>Those whose time has come, the longest due first.</summary>
    public static List<ConversationRow> FindDue(SqliteSession session, DateTimeOffset watermark, int limit) =>
        Rows(
            session
                .Statement($"SELECT {Columns} FROM conversations WHERE due_at <= ?1 ORDER BY due_at LIMIT ?2")
                .Bind(1, watermark)
                .Bind(2, (long)limit)
        );

    public static void Write(SqliteSession session, IEnumerable<ConversationRow> rows)
    {
        foreach (var row in rows)
        {
            Write(session, row);
        }
    }

    /// <summary>The conversations of people who turned out to be one: the older one's go on.</summary>
    public static void Merge(SqliteSession session, IReadOnlyDictionary<Guid, Guid> merged, IConversing conversing)
    {
        var rows = merged.Keys.Concat(merged.Values).Distinct().SelectMany(person => Of(session, person)).ToList();
        foreach (var younger in merged.Keys)
        {
            session.Statement("DELETE FROM conversations WHERE person = ?1").Bind(1, younger).Execute();
        }

        Write(session, MergedConversations.Of(rows, merged, conversing));
    }

    private static bool IsPart(IntakeItem item) => item is { Conversation: not null, Clue: not null };

    private static ConversationRowKey? KeyOf(IntakeItem item, PersonLedger ledger) =>
        IsPart(item) ? new ConversationRowKey(ledger.PersonOf(item.Clue!.Id), item.Conversation!) : null;

    /// <param name="places">Gets where the conversation lies, if it is there.</param>
    private static ConversationRow Find(SqliteSession session, ConversationRowKey key, Dictionary<ConversationRowKey, RowPlace> places)
    {
        var query = session
            .Statement($"SELECT {Columns}, rowid FROM conversations WHERE person = ?1 AND number = ?2")
            .Bind(1, key.Person)
            .Bind(2, key.Number);
        if (!query.Read())
        {
            return new ConversationRow(key, ReadOnlyMemory<byte>.Empty, null, IsKnownContact(session, key.Person));
        }

        var row = RowAt(query);
        places.Add(key, new RowPlace(query.GetInt64(4), row.DueAt));
        query.Reset();
        return row;
    }

    private static bool IsKnownContact(SqliteSession session, Guid person)
    {
        var query = session
            .Statement(
                """
                SELECT EXISTS (
                    SELECT 1 FROM people JOIN known_contacts AS known ON known.id = people.id AND known.account IN (people.account, '')
                    WHERE people.person = ?1)
                """
            )
            .Bind(1, person);
        query.Read();
        var isKnown = query.GetInt64(0) != 0;
        query.Reset();
        return isKnown;
    }

    private static List<ConversationRow> Of(SqliteSession session, Guid person) =>
        Rows(session.Statement($"SELECT {Columns} FROM conversations WHERE person = ?1").Bind(1, person));

    private static List<ConversationRow> Rows(SqliteStatement query)
    {
        var rows = new List<ConversationRow>();
        while (query.Read())
        {
            rows.Add(RowAt(query));
        }

        return rows;
    }

    private static ConversationRow RowAt(SqliteStatement query) =>
        new(new ConversationRowKey(query.GetId(0), query.GetText(1)!), query.GetBlob(2).ToArray(), query.GetTime(3));

    /// <summary>Writes what was found in this transaction where it lies, and the index of due times only where that changed.</summary>
    private static void Write(SqliteSession session, ConversationRow row, Dictionary<ConversationRowKey, RowPlace> places)
    {
        if (places.TryGetValue(row.Key, out var place) && place.DueAt == row.DueAt)
        {
            session
                .Statement("UPDATE conversations SET state = ?2 WHERE rowid = ?1")
                .Bind(1, place.RowId)
                .Bind(2, row.State.Span)
                .Execute();
        }
        else
        {
            Write(session, row);
        }
    }

    private static void Write(SqliteSession session, ConversationRow row) =>
        session
            .Statement(
                $"""
                INSERT INTO conversations ({Columns}) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT (person, number) DO UPDATE SET state = excluded.state, due_at = excluded.due_at
                """
            )
            .Bind(1, row.Key.Person)
            .Bind(2, row.Key.Number)
            .Bind(3, row.State.Span)
            .Bind(4, row.DueAt)
            .Execute();

    private readonly record struct RowPlace(long RowId, DateTimeOffset? DueAt);
}
