namespace Bridge.Storage.Sqlite;

/// <summary>
/// Who is behind ids and how their conversations are, as the writer read or wrote them last: whoever writes again need not be looked up.
/// Only on the writer's thread.
/// </summary>
/// <remarks>
/// What other connections write (a command's erasure, an import) is noticed by SQLite's <c>data_version</c>, what the administration writes
/// over the writer's own connection by its statements; of a transaction that was not committed nothing is kept.
/// </remarks>
internal sealed class ConversationCache
{
    private readonly Generations<PersonId, Guid> _persons = new();
    private readonly Generations<ConversationRowKey, LocatedRow> _rows = new();
    private long _version;

    /// <summary>To be called when a transaction has begun.</summary>
    public void Refresh(SqliteSession session)
    {
        var query = session.Statement("PRAGMA data_version");
        query.Read();
        var version = query.GetInt64(0);
        query.Reset();
        if (version != _version)
        {
            _version = version;
            Forget();
        }
    }

    /// <summary>Forgets what a statement may change that somebody else runs on this connection.</summary>
    public void ForgetAfter(string sql)
    {
        if (sql.Contains("people", StringComparison.Ordinal) || sql.Contains("conversations", StringComparison.Ordinal))
        {
            Forget();
        }
    }

    public void Forget()
    {
        _persons.Clear();
        _rows.Clear();
    }

    public Guid? PersonOf(PersonId id) => _persons.TryGet(id, out var person) ? person : null;

    /// <param name="person">Null when the id leads to nobody any more.</param>
    public void Set(PersonId id, Guid? person)
    {
        if (person is { } one)
        {
            _persons.Set(id, one, 2 * (id.Account.Length + id.Id.Length));
        }
        else
        {
            _persons.Remove(id);
        }
    }

    public LocatedRow? Find(ConversationRowKey key) => _rows.TryGet(key, out var row) ? row : null;

    public void Set(LocatedRow located) =>
        _rows.Set(located.Row.Key, located, located.Row.State.Length + (2 * located.Row.Key.Number.Length));

    public void Remove(ConversationRowKey key) => _rows.Remove(key);
}

/// <summary>A conversation, and where it lies in its table.</summary>
internal sealed record LocatedRow(ConversationRow Row, long RowId);
