using Bridge.Core.Capture;

namespace Bridge.Storage.Sqlite;

/// <summary>Which items of a group were never taken in before; used on the writer's thread only.</summary>
internal sealed class SeenTable(SeenClock clock)
{
    /// <summary>Remembers the items of a group.</summary>
    /// <param name="ahead">What is reckoned with the group meanwhile; null when nothing is.</param>
    /// <returns>Those that were never taken in, in their order, and what became of the others.</returns>
    public Taken Take(SqliteSession session, IntakeBatch batch, WorkAhead<ReckonedGroup>? ahead)
    {
        var (taken, deferred) = (new List<IntakeItem>(batch.Items.Count), new Dictionary<Guid, IntakeItem>());
        var (dropped, joined) = (new List<DroppedItem>(batch.Replaced), 0);
        var isAnyDeferred = !DeferredTable.IsEmpty(session);
        var otherIds = batch.Items.SelectMany(item => item.OtherIds).ToHashSet();
        foreach (var item in batch.Items)
        {
            if (otherIds.Contains(item.Id)) // told again of what is there under another id
            {
                Drop(DropRule.Duplicate, item);
                continue;
            }

            var marks = UnjoinedTwins.MarksOfCrms(item);
            var isNewOfCrm = marks.Count > 0 && marks.Count(mark => Remember(session, mark)) == marks.Count;
            var isToldBefore = item.FormerId is { } former && !Remember(session, former) && item.IsFromCrm;
            if (isAnyDeferred && item.MayHaveTwin && TakeTwins(session, item) is { Count: > 0 } twins)
            {
                ahead?.SettleAsync().GetAwaiter().GetResult(); // a twin that waited is told of whom it is
                var before = dropped.Count;
                taken.Add(Join(session, item, twins, batch.Conversing, dropped));
                joined += twins.Count - (dropped.Count - before);
                continue;
            }

            if (isToldBefore)
            {
                Drop(DropRule.Duplicate, item);
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
                Drop(rule, item);
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

        void Drop(string rule, IntakeItem item) =>
            dropped.AddRange(item is { IsForwarded: true, IsInferred: false } ? [new DroppedItem(rule, item)] : []);
    }

    /// <summary>What waited under the ids under which a CRM may tell of it.</summary>
    private static List<(IntakeItem Item, byte[] About)> TakeTwins(SqliteSession session, IntakeItem item)
    {
        var twins = DeferredTable.TakeTwin(session, item, item.Id) is { } twin ? [twin] : new List<(IntakeItem, byte[])>();
        twins.AddRange(item.AlsoToldAs is { } id && DeferredTable.TakeTwin(session, item, id) is { } other ? [other] : []);
        return twins;
    }

    /// <param name="dropped">Gets what CRMs told of somebody else.</param>
    /// <returns>The one item of all.</returns>
    private IntakeItem Join(
        SqliteSession session,
        IntakeItem item,
        List<(IntakeItem Item, byte[] About)> twins,
        IConversing? conversing,
        List<DroppedItem> dropped
    )
    {
        foreach (var id in item.OtherIds.Prepend(item.Id))
        {
            Remember(session, id);
        }

        foreach (var (twin, about) in twins)
        {
            var waited = conversing?.Revive(twin, about) ?? twin;
            dropped.AddRange(Twins.FindOther(waited, item) is { } other ? [other] : []);
            item = Twins.Merge(waited, item, conversing is null ? null : conversing.Detach);
        }

        return item;
    }

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

    /// <returns>Whether it was never seen.</returns>
    public bool Remember(SqliteSession session, Guid id) =>
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
}
