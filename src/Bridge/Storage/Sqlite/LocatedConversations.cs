namespace Bridge.Storage.Sqlite;

/// <summary>
/// The conversations that items move, as they are and where they lie: what was found is written there, and the index of due times only
/// where that changed. For one transaction, on the writer's thread.
/// </summary>
internal sealed class LocatedConversations
{
    private readonly PersonLedger _ledger;
    private readonly Dictionary<ConversationRowKey, LocatedRow> _places;

    private LocatedConversations(SqliteSession session, IReadOnlyList<IntakeItem> items, PersonLedger ledger)
    {
        (_ledger, _places) = (ledger, new Dictionary<ConversationRowKey, LocatedRow>(items.Count));
        Items = items.Select(item => new TakenItem(item, KeyOf(item))).ToArray();
        var newcomers = ledger
            .Changed.Where(change => change.Value is not null)
            .ToLookup(change => change.Value!.Value, change => change.Key);
        var rows = new Dictionary<ConversationRowKey, ConversationRow>(items.Count);
        foreach (var taken in Items)
        {
            if (taken.Conversation is { } key && !rows.ContainsKey(key))
            {
                rows.Add(key, Find(session, key, newcomers[key.Person]));
            }
        }

        Rows = rows;
    }

    public IReadOnlyList<TakenItem> Items { get; }

    /// <summary>A row for each conversation among the items.</summary>
    public IReadOnlyDictionary<ConversationRowKey, ConversationRow> Rows { get; }

    /// <summary>What becomes of them while ids are looked up; null when nothing is reckoned.</summary>
    public WorkAhead<ReckonedGroup>? Ahead { get; private set; }

    /// <param name="ledger">Gets those of whom nobody knew.</param>
    public static LocatedConversations Find(SqliteSession session, IReadOnlyList<IntakeItem> items, PersonLedger ledger) =>
        new(session, items, ledger);

    /// <summary>Finds those of a group, and begins to reckon what becomes of them.</summary>
    /// <returns>Null where that is not worth it, or depends on what else is in the group.</returns>
    public static LocatedConversations? FindAhead(SqliteSession session, IntakeBatch batch)
    {
        if (!ReckonedGroup.IsWorth(batch) || ReckonedGroup.ItemsOf(batch) is not { } items || !items.Any(IsPart))
        {
            return null;
        }

        var found = new TaskCompletionSource<LocatedConversations>();
        var ahead = new WorkAhead<ReckonedGroup>(() => Reckon(found.Task, batch.Conversing!), batch.Conversing!.Help);
        ahead.BeginAside(); // another thread takes about as long to wake as it takes to find them
        try
        {
            var located = Find(session, items, PeopleTable.Know(session, items)); // they teach nothing
            located.Ahead = ahead;
            found.SetResult(located);
            return located;
        }
        catch (Exception cause) // the other thread waits for it
        {
            found.SetException(cause);
            throw;
        }
    }

    public static bool IsPart(IntakeItem item) => item is { Conversation: not null, Clue: not null };

    /// <summary>Writes who is behind the ids, and what became of the conversations.</summary>
    public void Write(SqliteSession session, IReadOnlyList<ConversationRow> changed)
    {
        PeopleTable.Assign(session, _ledger.Changed);
        foreach (var row in changed)
        {
            Write(session, row);
        }
    }

    private static ReckonedGroup Reckon(Task<LocatedConversations> found, IConversing conversing)
    {
        var located = found.GetAwaiter().GetResult();
        return ReckonedGroup.Of(located.Items, located.Rows, conversing);
    }

    private ConversationRowKey? KeyOf(IntakeItem item) =>
        IsPart(item) ? new ConversationRowKey(_ledger.PersonOf(item.Clue!.Id), item.Conversation!) : null;

    /// <param name="newIds">Ids of the person's that are not written yet.</param>
    private ConversationRow Find(SqliteSession session, ConversationRowKey key, IEnumerable<PersonId> newIds)
    {
        if (session.Conversations.Find(key) is { } known)
        {
            _places.Add(key, known);
            return known.Row;
        }

        var query = session
            .Statement($"SELECT {ConversationTable.Columns}, rowid FROM conversations WHERE person = ?1 AND number = ?2")
            .Bind(1, key.Person)
            .Bind(2, key.Number);
        if (!query.Read())
        {
            return new ConversationRow(key, ReadOnlyMemory<byte>.Empty, null, IsKnownContact(session, key.Person, newIds));
        }

        var located = new LocatedRow(ConversationTable.RowAt(query), query.GetInt64(4));
        query.Reset();
        _places.Add(key, located);
        return located.Row;
    }

    private static bool IsKnownContact(SqliteSession session, Guid person, IEnumerable<PersonId> newIds) =>
        Is(
            session
                .Statement(
                    """
                    SELECT EXISTS (
                        SELECT 1 FROM people JOIN known_contacts AS known ON known.id = people.id AND known.account IN (people.account, '')
                        WHERE people.person = ?1)
                    """
                )
                .Bind(1, person)
        )
        || newIds.Any(id =>
            Is(
                session
                    .Statement("SELECT EXISTS (SELECT 1 FROM known_contacts WHERE id = ?1 AND account IN (?2, ''))")
                    .Bind(1, id.Id)
                    .Bind(2, id.Account)
            )
        );

    private static bool Is(SqliteStatement query)
    {
        query.Read();
        var isSo = query.GetInt64(0) != 0;
        query.Reset();
        return isSo;
    }

    /// <exception cref="StorageException">The row is not where it was found; nothing is cached when it is tried again.</exception>
    private void Write(SqliteSession session, ConversationRow row)
    {
        if (!_places.TryGetValue(row.Key, out var place))
        {
            ConversationTable.Write(session, row);
            return;
        }

        var update =
            place.Row.DueAt == row.DueAt
                ? session.Statement("UPDATE conversations SET state = ?2 WHERE rowid = ?1")
                : session.Statement("UPDATE conversations SET state = ?2, due_at = ?3 WHERE rowid = ?1").Bind(3, row.DueAt);
        if (update.Bind(1, place.RowId).Bind(2, row.State.Span).Execute() == 0)
        {
            throw new StorageException("A conversation is not where it was found; it is tried again.");
        }

        session.Conversations.Set(place with { Row = row });
    }
}
