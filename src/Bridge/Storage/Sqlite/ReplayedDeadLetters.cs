namespace Bridge.Storage.Sqlite;

/// <summary>
/// What becomes of dead letters that were sent again; used on the writer's thread only. A dead letter that somebody erased meanwhile is let
/// go.
/// </summary>
internal static class ReplayedDeadLetters
{
    public static void Delivered(SqliteSession session, long deadLetter, DateTimeOffset now)
    {
        var isDone =
            session
                .Statement("UPDATE dead_letters SET state = 'replayed', changed_at = ?2 WHERE seq = ?1 AND state = 'replaying'")
                .Bind(1, deadLetter)
                .Bind(2, now)
                .Execute() == 1;
        if (isDone)
        {
            Count(
                session,
                "UPDATE replays SET delivered = delivered + 1 WHERE id = (SELECT replay FROM dead_letters WHERE seq = ?1)",
                deadLetter
            );
            Note(session, deadLetter, "delivered", now);
        }
    }

    /// <returns>How many dead letters died.</returns>
    public static int DiedAgain(SqliteSession session, long deadLetter, DeadEvent dead, DateTimeOffset now)
    {
        var died = session
            .Statement(
                """
                UPDATE dead_letters
                SET state = 'dead', reason = ?2, status = ?3, answer = ?4, attempts = attempts + ?5,
                    last_failed_at = ?6, changed_at = ?7, grp = ?8
                WHERE seq = ?1 AND state = 'replaying'
                """
            )
            .Bind(1, deadLetter)
            .Bind(2, dead.Reason)
            .Bind(3, dead.Status)
            .Bind(4, dead.Answer)
            .Bind(5, dead.Attempts)
            .Bind(6, dead.FailedAt)
            .Bind(7, now)
            .Bind(8, DeadGroup.Of(dead))
            .Execute();
        if (died == 1)
        {
            Count(
                session,
                "UPDATE replays SET failed = failed + 1 WHERE id = (SELECT replay FROM dead_letters WHERE seq = ?1)",
                deadLetter
            );
            Note(session, deadLetter, dead.InWords, dead.FailedAt);
        }

        return died;
    }

    private static void Count(SqliteSession session, string sql, long deadLetter) => session.Statement(sql).Bind(1, deadLetter).Execute();

    private static void Note(SqliteSession session, long deadLetter, string what, DateTimeOffset at) =>
        session
            .Statement("INSERT INTO dead_letter_notes (dead_letter, at, what) VALUES (?1, ?2, ?3)")
            .Bind(1, deadLetter)
            .Bind(2, at)
            .Bind(3, what)
            .Execute();
}
