namespace Bridge.Storage.Sqlite;

/// <summary>The conversations that a group moves; only on the writer's thread.</summary>
internal static class ConversationTable
{
    public const string Columns = "person, number, state, due_at";

    /// <param name="located">Where they are reckoned already; null when they are not.</param>
    /// <returns>What became of items and conversations, and what that adds to the figures.</returns>
    public static (Conversed Conversed, Lazy<ReadOnlyMemory<byte>> Counts) Converse(
        SqliteSession session,
        IReadOnlyList<IntakeItem> taken,
        IntakeBatch batch,
        LocatedConversations? located
    )
    {
        if (located?.Ahead?.UseAsync().GetAwaiter().GetResult() is { } group && group.IsOf(taken))
        {
            located.Write(session, group.Conversed.Changed);
            return (group.Conversed, group.Counts);
        }

        var conversed = Converse(session, taken, batch);
        return (conversed, RollUpAside.Begin(conversed.Items, batch.Conversing));
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

    public static void Write(SqliteSession session, ConversationRow row)
    {
        session.Conversations.Remove(row.Key);
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

    public static ConversationRow RowAt(SqliteStatement query) =>
        new(new ConversationRowKey(query.GetId(0), query.GetText(1)!), query.GetBlob(2).ToArray(), query.GetTime(3));

    private static Conversed Converse(SqliteSession session, IReadOnlyList<IntakeItem> taken, IntakeBatch batch)
    {
        var ledger = PeopleTable.Learn(session, taken, batch);
        if (batch.Conversing is not { } conversing || !taken.Any(LocatedConversations.IsPart))
        {
            return batch.Conversing?.ConverseNone(taken) ?? new Conversed(taken, []);
        }

        var located = LocatedConversations.Find(session, taken, ledger);
        var people = PeopleTable.FindPersons(session, conversing.Unidentified(located.Items));
        var conversed = conversing.Converse(located.Items, located.Rows, people);
        located.Write(session, conversed.Changed);
        return conversed;
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
}
