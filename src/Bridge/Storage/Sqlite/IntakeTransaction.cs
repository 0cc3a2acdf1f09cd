namespace Bridge.Storage.Sqlite;

/// <summary>What taking in a group of items writes; used on the writer's thread only.</summary>
internal sealed class IntakeTransaction(EventSequence sequence, SeenClock clock, TimeProvider time)
{
    /// <returns>What the items became, and the bytes of the deleted spool rows.</returns>
    public (IntakeCounts Counts, long FreedBytes) Write(SqliteSession session, IntakeBatch batch)
    {
        // The rows go first, so that in a file that may not grow the items find their pages.
        var freed = SpoolTable.Delete(session, batch.DrainedSpoolRows);
        PeopleTable.Write(session, batch.People);
        var counts = default(IntakeCounts);
        var isAnyDeferred = !DeferredTable.IsEmpty(session);
        foreach (var item in batch.Items)
        {
            counts =
                !item.IsForwarded ? Remember(session, item, isAnyDeferred, counts)
                : item.ReplacedBy is { } better ? WriteProvisional(session, item, better, counts)
                : Write(session, item, isAnyDeferred, counts);
            isAnyDeferred |= counts.Deferred > 0;
        }

        return (counts, freed);
    }

    /// <returns>How many deferred events wait for the collector now.</returns>
    public int Release(SqliteSession session, DateTimeOffset now, int limit)
    {
        var due = DeferredTable.TakeDue(session, now, limit);
        foreach (var item in due)
        {
            Queue(session, item);
        }

        return due.Count;
    }

    private bool Remember(SqliteSession session, IntakeItem item) =>
        session
            .Statement("INSERT INTO seen (seen_at, id) VALUES (?1, ?2) ON CONFLICT DO NOTHING")
            .Bind(1, clock.Now)
            .Bind(2, item.Id)
            .Execute() == 1;

    private static bool IsSeen(SqliteSession session, Guid id)
    {
        var query = session.Statement("SELECT EXISTS (SELECT 1 FROM seen WHERE id = ?1)").Bind(1, id);
        query.Read();
        var isSeen = query.GetInt64(0) != 0;
        query.Reset();
        return isSeen;
    }

    private IntakeCounts Write(SqliteSession session, IntakeItem item, bool isAnyDeferred, IntakeCounts counts)
    {
        var replaced = isAnyDeferred ? DeferredTable.DropReplaced(session, item.Id) : 0;
        var isNew = Remember(session, item) || replaced > 0;
        counts = counts with { Replaced = counts.Replaced + replaced };
        return isNew ? Store(session, item, counts)
            : item.IsInferred ? counts
            : counts with { Duplicates = counts.Duplicates + 1 };
    }

    /// <summary>What nobody forwards happened all the same.</summary>
    private IntakeCounts Remember(SqliteSession session, IntakeItem item, bool isAnyDeferred, IntakeCounts counts)
    {
        var replaced = isAnyDeferred ? DeferredTable.DropReplaced(session, item.Id) : 0;
        Remember(session, item);
        return counts with { Replaced = counts.Replaced + replaced };
    }

    private IntakeCounts WriteProvisional(SqliteSession session, IntakeItem item, Guid better, IntakeCounts counts)
    {
        if (better != item.Id && IsSeen(session, better))
        {
            return counts with { Replaced = counts.Replaced + 1 };
        }

        if (!Remember(session, item))
        {
            return counts with { Duplicates = counts.Duplicates + 1 };
        }

        if (item.Deferral is not { } deferral)
        {
            return Store(session, item, counts);
        }

        DeferredTable.Hold(session, item, better, deferral);
        return counts with { Deferred = counts.Deferred + 1 };
    }

    private IntakeCounts Store(SqliteSession session, IntakeItem item, IntakeCounts counts)
    {
        if (item.Kind == IntakeKind.Event)
        {
            Queue(session, item);
            return counts with { Queued = counts.Queued + 1 };
        }

        DeadLetter(session, item);
        return item.Kind switch
        {
            IntakeKind.Unrecognised => counts with { Unrecognised = counts.Unrecognised + 1 },
            IntakeKind.Undeserialisable => counts with { Undeserialisable = counts.Undeserialisable + 1 },
            IntakeKind.Unstorable => counts with { Unstorable = counts.Unstorable + 1 },
            IntakeKind.Invalid => counts with { Invalid = counts.Invalid + 1 },
            _ => counts with { Unreadable = counts.Unreadable + 1 },
        };
    }

    private void Queue(SqliteSession session, IntakeItem item) =>
        session
            .Statement(
                """
                INSERT INTO events (seq, id, name, destination, source, received_at, attempts, payload, happened_at, traceparent)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?8, ?9)
                """
            )
            .Bind(1, sequence.Next())
            .Bind(2, item.Id)
            .Bind(3, item.Name ?? "")
            .Bind(4, item.Destination)
            .Bind(5, item.Source)
            .Bind(6, item.ReceivedAt)
            .Bind(7, item.Payload.Span)
            .Bind(8, item.About?.HappenedAt)
            .Bind(9, item.TraceParent)
            .Execute();

    private void DeadLetter(SqliteSession session, IntakeItem item) =>
        session
            .Statement(
                """
                INSERT INTO dead_letters (
                    id, reason, explanation, name, destination, source, attempts, received_at, created_at, changed_at, payload, grp)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?8, ?8, ?9, ?10)
                """
            )
            .Bind(1, item.Id)
            .Bind(2, DeadReason.Of(item.Kind))
            .Bind(3, item.Reason)
            .Bind(4, item.Name)
            .Bind(5, item.Destination)
            .Bind(6, item.Source)
            .Bind(7, item.ReceivedAt)
            .Bind(8, time.GetUtcNow())
            .Bind(9, item.Payload.Span)
            .Bind(10, DeadGroup.Of(item))
            .Execute();
}
