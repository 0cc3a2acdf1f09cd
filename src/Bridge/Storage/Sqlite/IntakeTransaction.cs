using Bridge.Storage.Journal;

namespace Bridge.Storage.Sqlite;

/// <summary>What taking in a group of items writes; used on the writer's thread only.</summary>
internal sealed class IntakeTransaction(EventSequence sequence, SeenClock clock, TimeProvider time, bool isJournalKept)
{
    private readonly SeenTable _seen = new(clock);

    /// <returns>What the items became, and the bytes of the deleted spool rows.</returns>
    public (IntakeCounts Counts, long FreedBytes) Write(SqliteSession session, IntakeBatch batch)
    {
        // The rows go first, so that in a file that may not grow the items find their pages.
        var freed = SpoolTable.Delete(session, batch.DrainedSpoolRows);
        var (taken, stored) = Store(session, batch);
        foreach (var item in taken.Deferred)
        {
            DeferredTable.Hold(session, item);
        }

        Note(session, taken, stored);
        TotalWriter.Add(session, FlowTally.OfArrival(batch, taken, stored), time.GetUtcNow());
        return (taken.Count(stored), freed);
    }

    /// <returns>How many deferred events are deferred no more.</returns>
    public int Release(SqliteSession session, DateTimeOffset now, int limit, IConversing? conversing)
    {
        var due = DeferredTable.TakeDue(session, now, limit).ConvertAll(due => conversing?.Revive(due.Item, due.About) ?? due.Item);
        var stored = Store(session, due, new IntakeBatch(due) { Conversing = conversing }, located: null).Items;
        var taken = Taken.Released(due, []);
        Note(session, taken, stored);
        TotalWriter.Add(session, FlowTally.Of(taken, stored), now);
        return due.Count;
    }

    /// <summary>Lets time do what it does to conversations.</summary>
    /// <returns>How many were due, and how many events wait for the collector now.</returns>
    public (int Due, int Queued) Expire(SqliteSession session, DateTimeOffset watermark, int limit, IConversing conversing)
    {
        var rows = ConversationTable.FindDue(session, watermark, limit);
        var expired = conversing.Expire(rows, PeopleTable.FindPersons(session, rows.Select(row => row.Key.Person)), watermark);
        ConversationTable.Write(session, expired.Changed);
        var counts = RollUpAside.Begin(expired.Items, conversing);
        StoreItems(session, expired.Items);
        CountItems(session, counts.Value);
        return (rows.Count, expired.Items.Count(item => item.IsForwarded));
    }

    private (Taken Taken, IReadOnlyList<IntakeItem> Stored) Store(SqliteSession session, IntakeBatch batch)
    {
        var located = LocatedConversations.FindAhead(session, batch);
        try
        {
            var fresh = _seen.Take(session, batch, located?.Ahead);
            var conversed = Store(session, fresh.Items, batch, located);
            return (fresh.Deferring(conversed.Waiting), conversed.Items);
        }
        finally
        {
            located?.Ahead?.GiveUpAsync().GetAwaiter().GetResult();
        }
    }

    /// <summary>Tells the journal what goes no further.</summary>
    private void Note(SqliteSession session, Taken taken, IReadOnlyList<IntakeItem> stored)
    {
        if (isJournalKept)
        {
            JournalWriter.Write(session, JournalRow.Ended(taken.AllDropped(stored), stored, time.GetUtcNow()));
        }
    }

    private Conversed Store(SqliteSession session, IReadOnlyList<IntakeItem> taken, IntakeBatch batch, LocatedConversations? located)
    {
        var accounts = NumberTable.Find(session, LateAccounts.NumbersOf(taken));
        var complete = LateAccounts.Complete(taken, accounts);
        var (conversed, counts) = ConversationTable.Converse(session, complete, batch, located);
        ClickTable.Add(session, Click.Of(complete));
        OptOutTable.Add(session, OptOut.Of(complete));
        StoreItems(session, conversed.Items);
        CountItems(session, counts.Value);
        return conversed;
    }

    private static void CountItems(SqliteSession session, ReadOnlyMemory<byte> counts)
    {
        if (!counts.IsEmpty)
        {
            session.Statement("INSERT INTO insights_pending (counts) VALUES (?1)").Bind(1, counts.Span).Execute();
        }
    }

    private void StoreItems(SqliteSession session, IReadOnlyList<IntakeItem> items)
    {
        var derived = 0;
        var told = ConversionCopy.LeaveOut(items, OptOutTable.FindStopped(session, ConversionCopy.ClicksOf(items)));
        foreach (var item in told)
        {
            if (UnjoinedTwins.IsCrms(item))
            {
                foreach (var mark in UnjoinedTwins.MarksOf(item))
                {
                    _seen.Remember(session, mark);
                }
            }

            if (item.Kind != IntakeKind.Event)
            {
                DeadLetter(session, item);
            }
            else if (item is { IsForwarded: true, IsRepeat: false } && (!item.IsDerived || _seen.Remember(session, item.Id)))
            {
                Queue(session, UnjoinedTwins.IsCrms(item) ? UnjoinedTwins.Leave(item) : item);
                derived += (item.IsDerived ? 1 : 0) + QueueCopy(session, item);
            }
        }

        TotalWriter.Add(session, FlowTally.Derived, derived, time.GetUtcNow());
        TotalWriter.Add(session, ConversionCopy.CountLeftOut(told), time.GetUtcNow());
    }

    private int QueueCopy(SqliteSession session, IntakeItem item)
    {
        if (ConversionCopy.Of(item) is not { } copy)
        {
            return 0;
        }

        Queue(session, copy);
        return 1;
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
