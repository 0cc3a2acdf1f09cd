using Bridge.Core.Capture;
using Bridge.Storage.Journal;

namespace Bridge.Storage.Sqlite;

/// <summary>What taking in a group of items writes; used on the writer's thread only.</summary>
internal sealed class IntakeTransaction(EventSequence sequence, SeenClock clock, TimeProvider time, bool isJournalKept)
{
    /// <returns>What the items became, and the bytes of the deleted spool rows.</returns>
    public (IntakeCounts Counts, long FreedBytes) Write(SqliteSession session, IntakeBatch batch)
    {
        // The rows go first, so that in a file that may not grow the items find their pages.
        var freed = SpoolTable.Delete(session, batch.DrainedSpoolRows);
        var taken = Take(session, batch);
        foreach (var item in taken.Deferred)
        {
            DeferredTable.Hold(session, item);
        }

        var stored = Store(session, taken.Items, batch);
        Note(session, taken, stored);
        TotalWriter.Add(session, FlowTally.OfArrival(batch, taken, stored), time.GetUtcNow());
        return (taken.Count(stored), freed);
    }

    /// <returns>How many deferred events are deferred no more.</returns>
    public int Release(SqliteSession session, DateTimeOffset now, int limit, IConversing? conversing)
    {
        var due = DeferredTable.TakeDue(session, now, limit).ConvertAll(due => conversing?.Revive(due.Item, due.About) ?? due.Item);
        var stored = Store(session, due, new IntakeBatch(due) { Conversing = conversing });
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
        StoreItems(session, expired.Items);
        CountItems(session, expired.Items, conversing);
        return (rows.Count, expired.Items.Count(item => item.IsForwarded));
    }

    /// <summary>Tells the journal what goes no further.</summary>
    private void Note(SqliteSession session, Taken taken, IReadOnlyList<IntakeItem> stored)
    {
        if (isJournalKept)
        {
            JournalWriter.Write(session, JournalRow.Ended(taken.AllDropped(stored), stored, time.GetUtcNow()));
        }
    }

    private Taken Take(SqliteSession session, IntakeBatch batch)
    {
        var (taken, deferred) = (new List<IntakeItem>(batch.Items.Count), new Dictionary<Guid, IntakeItem>());
        var (dropped, joined) = (new List<DroppedItem>(batch.Replaced), 0);
        var isAnyDeferred = !DeferredTable.IsEmpty(session);
        foreach (var item in batch.Items)
        {
            var marks = UnjoinedTwins.MarksOfCrms(item);
            var isNewOfCrm = marks.Count > 0 && marks.Count(mark => Remember(session, mark)) == marks.Count;
            if (isAnyDeferred && item.MayHaveTwin && TakeTwin(session, item) is var (twin, about))
            {
                var waited = batch.Conversing?.Revive(twin, about) ?? twin;
                var other = Twins.FindOther(waited, item);
                dropped.AddRange(other is null ? [] : [other]);
                joined += other is null ? 1 : 0;
                Remember(session, item.Id);
                taken.Add(Twins.Merge(waited, item, batch.Conversing is { } by ? by.Detach : null));
                continue;
            }

            var isProvisional = item is { ReplacedBy: not null, IsForwarded: true };
            if (isProvisional && item.ReplacedBy!.Value is var better && better != item.Id && IsSeen(session, better))
            {
                dropped.Add(new DroppedItem(DropRule.Replaced, item));
                continue;
            }

            var replaced = isProvisional && item.ReplacedBy != item.Id ? [] : DropReplaced(session, item.Id, deferred, isAnyDeferred);
            dropped.AddRange(replaced);
            var isFresh = Remember(session, item.Id) || replaced.Count > 0;
            if ((isFresh ? RuleOfOther(session, item) : RuleOf(session, item, isNewOfCrm)) is { } rule)
            {
                dropped.AddRange(item is { IsForwarded: true, IsInferred: false } ? [new DroppedItem(rule, item)] : []);
            }
            else if (isProvisional && item.Deferral is not null)
            {
                deferred.Add(item.Id, item);
            }
            else
            {
                taken.Add(item);
            }
        }

        return new Taken(taken, [.. deferred.Values], dropped, joined);
    }

    private static (IntakeItem Item, byte[] About)? TakeTwin(SqliteSession session, IntakeItem item) =>
        DeferredTable.TakeTwin(session, item, item.Id)
        ?? (item.AlsoToldAs is { } other ? DeferredTable.TakeTwin(session, item, other) : null);

    /// <summary>Drops what waited for an item, in the table or in the very group.</summary>
    private static List<DroppedItem> DropReplaced(SqliteSession session, Guid by, Dictionary<Guid, IntakeItem> deferred, bool isAnyDeferred)
    {
        var dropped = isAnyDeferred ? DeferredTable.DropReplaced(session, by) : [];
        foreach (var (id, item) in deferred.Count == 0 ? [] : deferred.ToArray())
        {
            if (item.ReplacedBy == by && id != by && deferred.Remove(id))
            {
                dropped.Add(new DroppedItem(DropRule.Replaced, item));
            }
        }

        return dropped;
    }

    private bool Remember(SqliteSession session, Guid id) =>
        session.Statement("INSERT INTO seen (seen_at, id) VALUES (?1, ?2) ON CONFLICT DO NOTHING").Bind(1, clock.Now).Bind(2, id).Execute()
        == 1;

    private static bool IsSeen(SqliteSession session, Guid id)
    {
        var query = session.Statement("SELECT EXISTS (SELECT 1 FROM seen WHERE id = ?1)").Bind(1, id);
        query.Read();
        var isSeen = query.GetInt64(0) != 0;
        query.Reset();
        return isSeen;
    }

    /// <returns>By which rule it goes no further; null for news of Meta's: under its id a CRM alone had told, of somebody else.</returns>
    private string? RuleOf(SqliteSession session, IntakeItem item, bool isNewOfCrm) =>
        isNewOfCrm ? DropRule.LateTwin
        : !UnjoinedTwins.IsMetas(item) || !IsSeen(session, UnjoinedTwin.IdOf(item.Id)) ? DropRule.Duplicate
        : !Remember(session, UnjoinedTwin.MarkOfMetas(item.Id)) ? DropRule.Duplicate
        : UnjoinedTwins.MarksOfPerson(item).Any(mark => IsSeen(session, mark)) ? DropRule.LateTwin
        : null;

    /// <summary>The same of what a CRM may have told under another id.</summary>
    private string? RuleOfOther(SqliteSession session, IntakeItem item) =>
        item.AlsoToldAs is { } other
        && !Remember(session, other)
        && RuleOf(session, item with { Id = other }, isNewOfCrm: false) == DropRule.LateTwin
            ? DropRule.LateTwin
            : null;

    /// <returns>The items as their conversations made them, with those that follow from them.</returns>
    private IReadOnlyList<IntakeItem> Store(SqliteSession session, IReadOnlyList<IntakeItem> taken, IntakeBatch batch)
    {
        var accounts = NumberTable.Find(session, LateAccounts.NumbersOf(taken));
        var complete = LateAccounts.Complete(taken, accounts);
        var conversed = ConversationTable.Converse(session, complete, batch);
        ClickTable.Add(session, Click.Of(complete));
        OptOutTable.Add(session, OptOut.Of(complete));
        StoreItems(session, conversed.Items);
        CountItems(session, conversed.Items, batch.Conversing);
        return conversed.Items;
    }

    private static void CountItems(SqliteSession session, IReadOnlyList<IntakeItem> items, IConversing? conversing)
    {
        if (conversing?.RollUp(items) is { IsEmpty: false } counts)
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
                    Remember(session, mark);
                }
            }

            if (item.Kind != IntakeKind.Event)
            {
                DeadLetter(session, item);
            }
            else if (item is { IsForwarded: true, IsRepeat: false } && (!item.IsDerived || Remember(session, item.Id)))
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
