using Bridge.Storage.Journal;

namespace Bridge.Storage.Sqlite;

/// <summary>What delivery's outcomes write; used on the writer's thread only.</summary>
internal static class DeliveryTransaction
{
    private const string DeleteEvent = "DELETE FROM events WHERE seq = ?1";

    /// <param name="journal">What the journal says of it; null when nothing is kept.</param>
    public static int Complete(SqliteSession session, IReadOnlyList<PendingEvent> events, JournalRow? journal, DateTimeOffset now)
    {
        var delete = session.Statement(DeleteEvent);
        var completed = 0;
        foreach (var waiting in events)
        {
            var isGone = delete.Bind(1, waiting.Sequence).Execute();
            completed += isGone;
            if (isGone == 1 && waiting.DeadLetter is { } deadLetter)
            {
                ReplayedDeadLetters.Delivered(session, deadLetter, now);
            }
        }

        TotalWriter.Add(session, FlowTally.Delivered, completed, now);
        if (completed > 0 && journal is not null)
        {
            JournalWriter.Write(session, journal);
        }

        return completed;
    }

    public static int CountAttempt(SqliteSession session, IReadOnlyList<PendingEvent> events, DateTimeOffset failedAt)
    {
        var update = session.Statement(
            "UPDATE events SET attempts = attempts + 1, first_failed_at = COALESCE(first_failed_at, ?2) WHERE seq = ?1"
        );
        return events.Sum(waiting => update.Bind(1, waiting.Sequence).Bind(2, failedAt).Execute());
    }

    /// <summary>Moves events to the dead letters; one that is gone already is not made a second dead letter.</summary>
    public static int DeadLetter(
        SqliteSession session,
        IReadOnlyList<DeadEvent> events,
        IReadOnlyList<JournalRow> journal,
        DateTimeOffset now
    )
    {
        var delete = session.Statement(DeleteEvent);
        var (deadLettered, gone) = (0, 0);
        foreach (var dead in events)
        {
            if (delete.Bind(1, dead.Event.Sequence).Execute() == 1)
            {
                gone++;
                deadLettered += dead.Event.DeadLetter is { } deadLetter
                    ? ReplayedDeadLetters.DiedAgain(session, deadLetter, dead, now)
                    : Insert(session, dead, now);
            }
        }

        // A dead letter that was sent again may have been erased meanwhile.
        TotalWriter.Add(session, FlowTally.Dropped(DropRule.Erased), gone - deadLettered, now);
        TotalWriter.Add(session, FlowTally.Died, deadLettered, now);
        JournalWriter.Write(session, deadLettered > 0 ? journal : []);
        return deadLettered;
    }

    private static int Insert(SqliteSession session, DeadEvent dead, DateTimeOffset now) =>
        session
            .Statement(
                """
                INSERT INTO dead_letters (
                    id, reason, name, destination, source, status, answer, attempts, first_failed_at, last_failed_at, received_at,
                    created_at, changed_at, payload, grp)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12, ?13, ?14)
                """
            )
            .Bind(1, dead.Event.Id)
            .Bind(2, dead.Reason)
            .Bind(3, dead.Event.Name)
            .Bind(4, dead.Event.Destination)
            .Bind(5, dead.Event.Source)
            .Bind(6, dead.Status)
            .Bind(7, dead.Answer)
            .Bind(8, dead.Attempts)
            .Bind(9, dead.Event.FirstFailedAt ?? dead.FailedAt)
            .Bind(10, dead.FailedAt)
            .Bind(11, dead.Event.ReceivedAt)
            .Bind(12, now)
            .Bind(13, dead.Event.Payload)
            .Bind(14, DeadGroup.Of(dead))
            .Execute();
}
