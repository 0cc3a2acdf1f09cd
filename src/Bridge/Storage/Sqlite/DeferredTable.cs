namespace Bridge.Storage.Sqlite;

/// <summary>
/// Events that wait a while for a better one: when it comes they are dropped, else they are released as they are. Writes only on the
/// writer's thread.
/// </summary>
internal static class DeferredTable
{
    private const string IsDue = "due_at <= ?1 OR due_at > ?2";

    public static bool IsEmpty(SqliteSession session)
    {
        var query = session.Statement("SELECT EXISTS (SELECT 1 FROM deferred)");
        query.Read();
        var isEmpty = query.GetInt64(0) == 0;
        query.Reset();
        return isEmpty;
    }

    public static bool IsAnyDue(SqliteSession session, DateTimeOffset now)
    {
        var query = session.Statement($"SELECT EXISTS (SELECT 1 FROM deferred WHERE {IsDue})").Bind(1, now).Bind(2, now + Deferral.Absurd);
        query.Read();
        var isDue = query.GetInt64(0) != 0;
        query.Reset();
        return isDue;
    }

    /// <summary>When the oldest was received.</summary>
    public static DateTimeOffset? FindOldest(SqliteSession session)
    {
        var query = session.Statement("SELECT MIN(received_at) FROM deferred");
        query.Read();
        var oldest = query.GetTime(0);
        query.Reset();
        return oldest;
    }

    public static void Hold(SqliteSession session, IntakeItem item) =>
        session
            .Statement(
                """
                INSERT INTO deferred (id, replaced_by, due_at, name, destination, source, received_at, payload, reason, about, traceparent)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
                """
            )
            .Bind(1, item.Id)
            .Bind(2, item.ReplacedBy ?? item.Id)
            .Bind(3, item.Deferral!.Until)
            .Bind(4, item.Name ?? "")
            .Bind(5, item.Destination)
            .Bind(6, item.Source)
            .Bind(7, item.ReceivedAt)
            .Bind(8, item.Payload.Span)
            .Bind(9, item.Deferral.Reason)
            .Bind(10, item.AboutBytes())
            .Bind(11, item.TraceParent)
            .Execute();

    /// <summary>Drops what waited for an item, but for its twin, which has the item's own id.</summary>
    public static List<DroppedItem> DropReplaced(SqliteSession session, Guid by)
    {
        var query = session
            .Statement("DELETE FROM deferred WHERE replaced_by = ?1 AND id <> ?1 RETURNING id, name, received_at")
            .Bind(1, by);
        var dropped = new List<DroppedItem>();
        while (query.Read())
        {
            dropped.Add(DroppedItem.Replaced(query.GetId(0), query.GetText(1)!, query.GetTime(2)!.Value));
        }

        return dropped;
    }

    /// <summary>Takes out what waited for an item as its twin, under this id.</summary>
    public static (IntakeItem Item, byte[] About)? TakeTwin(SqliteSession session, IntakeItem item, Guid id)
    {
        var (one, other) = Twins.ReasonsOfTwin(item);
        var query = session
            .Statement(
                """
                DELETE FROM deferred WHERE id = ?1 AND reason IN (?2, ?3)
                RETURNING id, name, destination, source, received_at, payload, about, traceparent, reason
                """
            )
            .Bind(1, id)
            .Bind(2, one)
            .Bind(3, other);
        (IntakeItem, byte[])? waited = null;
        while (query.Read())
        {
            waited = (ItemAt(query), query.GetBlob(6).ToArray());
        }

        return waited;
    }

    /// <summary>Takes out those whose time has come, or lies too far ahead, the longest due first.</summary>
    public static List<(IntakeItem Item, byte[] About)> TakeDue(SqliteSession session, DateTimeOffset now, int limit)
    {
        var due = new List<(IntakeItem, byte[])>();
        var query = session
            .Statement(
                $"""
                DELETE FROM deferred WHERE id IN (SELECT id FROM deferred WHERE {IsDue} ORDER BY due_at LIMIT ?3)
                RETURNING id, name, destination, source, received_at, payload, about, traceparent, reason
                """
            )
            .Bind(1, now)
            .Bind(2, now + Deferral.Absurd)
            .Bind(3, limit);
        while (query.Read())
        {
            due.Add((ItemAt(query), query.GetBlob(6).ToArray()));
        }

        return due;
    }

    private static IntakeItem ItemAt(SqliteStatement query) =>
        new(
            IntakeKind.Event,
            query.GetId(0),
            query.GetText(1),
            query.GetText(2)!,
            query.GetText(3),
            null,
            query.GetBlob(5).ToArray(),
            query.GetTime(4)!.Value
        )
        {
            TraceParent = query.GetText(7),
            IsFromCrm = query.GetText(8) is DeferralReason.FirstHandTwin or DeferralReason.EarlierAnswers,
            HasMoved = query.GetText(8) == DeferralReason.EarlierAnswers,
        };
}
