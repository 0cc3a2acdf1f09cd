namespace Bridge.Storage.Sqlite;

/// <summary>
/// The time by which remembered ids age: it passes as time does, whatever the machine's clock is set to, and goes on where it was after a
/// restart.
/// </summary>
/// <remarks>
/// It only rises, so the oldest ids are always those taken in first. While Bridge does not run it passes by what the machine's clock says
/// has passed, but by a day at most: ids are remembered a day longer than Meta repeats, and a clock that was set forwards meanwhile costs
/// no more than that.
/// </remarks>
internal sealed class SeenClock
{
    /// <summary>What claims to be farther ahead was stamped by the machine's clock, as Bridge did once, while that was wrong.</summary>
    public static readonly TimeSpan MostAhead = TimeSpan.FromDays(1);

    private static readonly TimeSpan MostAtOnce = TimeSpan.FromDays(1);

    private readonly TimeProvider _time;
    private readonly DateTimeOffset _startedAt;
    private readonly long _start;

    public SeenClock(TimeProvider time, SqliteReaders readers)
    {
        _time = time;
        _startedAt = readers.Read(session => Continue(session, time.GetUtcNow()));
        _start = time.GetTimestamp();
    }

    public DateTimeOffset Now => _startedAt + _time.GetElapsedTime(_start);

    /// <summary>Writes down how late it is; only on the writer's thread.</summary>
    public void Save(SqliteSession session)
    {
        session.Statement("DELETE FROM seen_clock").Execute();
        session.Statement("INSERT INTO seen_clock (at, wall) VALUES (?1, ?2)").Bind(1, Now).Bind(2, _time.GetUtcNow()).Execute();
    }

    private static DateTimeOffset Continue(SqliteSession session, DateTimeOffset now)
    {
        var query = session.Statement("SELECT at, wall FROM seen_clock");
        if (!query.Read())
        {
            return now;
        }

        var (at, away) = (query.GetTime(0)!.Value, now - query.GetTime(1)!.Value);
        query.Reset();
        return at
            + (
                away < TimeSpan.Zero ? TimeSpan.Zero
                : away > MostAtOnce ? MostAtOnce
                : away
            );
    }
}
