namespace Bridge.Storage;

/// <summary>What taking in a group of items writes; used on the writer's thread only.</summary>
internal sealed class IntakeTransaction(long lastSequence, TimeProvider time)
{
    private long _sequence = lastSequence;

    /// <returns>What the items became, and the bytes of the deleted spool rows.</returns>
    public (IntakeCounts Counts, long FreedBytes) Write(SqliteSession session, IReadOnlyList<IntakeItem> items, IReadOnlyList<long> drainedSpoolRows)
    {
        // The rows go first, so that in a file that may not grow the items find their pages.
        var freed = SpoolTable.Delete(session, drainedSpoolRows);
        var counts = default(IntakeCounts);
        var remember = session.Statement("INSERT INTO seen (seen_at, id) VALUES (?1, ?2) ON CONFLICT DO NOTHING");
        foreach (var item in items)
        {
            var isNew = remember.Bind(1, item.ReceivedAt).Bind(2, item.Id).Execute() == 1;
            counts = isNew ? Store(session, item, counts) : counts with { Duplicates = counts.Duplicates + 1 };
        }

        return (counts, freed);
    }

    private IntakeCounts Store(SqliteSession session, IntakeItem item, IntakeCounts counts)
    {
        switch (item.Kind)
        {
            case IntakeKind.Event:
                Queue(session, item);
                return counts with { Queued = counts.Queued + 1 };
            case IntakeKind.Unrecognised:
                Bury(session, item);
                return counts with { Unrecognised = counts.Unrecognised + 1 };
            default:
                Bury(session, item);
                return counts with { Unreadable = counts.Unreadable + 1 };
        }
    }

    private void Queue(SqliteSession session, IntakeItem item) =>
        session.Statement(
            """
            INSERT INTO events (seq, id, name, destination, source, received_at, attempts, payload)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7)
            """)
            .Bind(1, ++_sequence).Bind(2, item.Id).Bind(3, item.Name ?? "").Bind(4, item.Destination).Bind(5, item.Source)
            .Bind(6, item.ReceivedAt).Bind(7, item.Payload.Span).Execute();

    private void Bury(SqliteSession session, IntakeItem item) =>
        session.Statement(
            """
            INSERT INTO dead_letters (id, reason, explanation, name, destination, source, attempts, received_at, created_at, payload)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?8, ?9)
            """)
            .Bind(1, item.Id).Bind(2, DeadReason.Of(item.Kind)).Bind(3, item.Reason).Bind(4, item.Name).Bind(5, item.Destination).Bind(6, item.Source)
            .Bind(7, item.ReceivedAt).Bind(8, time.GetUtcNow()).Bind(9, item.Payload.Span).Execute();
}
