namespace Bridge.Storage.Sqlite;

/// <summary>Signs of life of the processes that send to this one, and its own.</summary>
internal static class HeartbeatTable
{
    /// <summary>Only on the writer's thread.</summary>
    public static int Beat(SqliteSession session, IEnumerable<Heartbeat> beats, DateTimeOffset now)
    {
        foreach (var beat in beats)
        {
            session
                .Statement(
                    """
                    INSERT INTO heartbeats (role, instance, at, clear_until, is_leaving) VALUES (?1, ?2, ?3, ?4, ?5)
                    ON CONFLICT (role, instance) DO UPDATE SET
                        previous_at = iif(ifnull(previous_at, 0) < excluded.at - ?6, at, previous_at),
                        previous_clear_until = iif(ifnull(previous_at, 0) < excluded.at - ?6, clear_until, previous_clear_until),
                        at = excluded.at, clear_until = excluded.clear_until, is_leaving = excluded.is_leaving
                    """
                )
                .Bind(1, beat.Role)
                .Bind(2, beat.Instance)
                .Bind(3, beat.At ?? now)
                .Bind(4, beat.ClearUntil)
                .Bind(5, beat.IsLeaving ? 1L : 0L)
                .Bind(6, (long)HeartbeatRole.PreviousFor.TotalMilliseconds)
                .Execute();
        }

        return session.Statement("DELETE FROM heartbeats WHERE at < ?1").Bind(1, now - HeartbeatRole.ForgottenAfter).Execute();
    }

    public static List<HeartbeatRow> Read(SqliteSession session)
    {
        var rows = new List<HeartbeatRow>();
        var query = session.Statement(
            "SELECT role, instance, at, clear_until, previous_at, previous_clear_until, is_leaving FROM heartbeats"
        );
        while (query.Read())
        {
            rows.Add(
                new HeartbeatRow(
                    query.GetText(0)!,
                    query.GetText(1)!,
                    query.GetTime(2)!.Value,
                    query.GetTime(3)!.Value,
                    query.GetTime(4),
                    query.GetTime(5),
                    query.GetInt64(6) != 0
                )
            );
        }

        return rows;
    }
}
