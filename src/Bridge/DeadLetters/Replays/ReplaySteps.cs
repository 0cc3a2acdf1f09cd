using Bridge.Storage;

namespace Bridge.DeadLetters;

/// <summary>What carries a replay out: forward steps, each one transaction, each of which may be repeated after a crash.</summary>
internal static class ReplaySteps
{
    private const string RawReasons = $"('{DeadReason.Unreadable}', '{DeadReason.Unrecognised}', '{DeadReason.Undeserialisable}', '{DeadReason.Unstorable}')";

    /// <returns>Replays that have something left to do.</returns>
    public static Task<List<ReplayRow>> ReadActiveAsync(DeskConnection connection) =>
        connection.QueryAsync<ReplayRow>(
            $"SELECT {ReplayRow.Columns} FROM replays WHERE state = 'running' OR (state <> 'finished' AND released > delivered + failed) ORDER BY id");

    /// <summary>Makes one process the only one that carries it out, for a while. A lease that is far longer than any was given by a clock that was set back since.</summary>
    /// <returns>Whether it is this one.</returns>
    public static async Task<bool> LeaseAsync(DeskConnection connection, long replay, string owner, DateTimeOffset now, DateTimeOffset until) =>
        await connection.ExecuteAsync(
            "UPDATE replays SET lease_owner = @owner, lease_until = @until WHERE id = @replay AND (lease_owner = @owner OR lease_owner IS NULL OR lease_until < @now OR lease_until > @tooFar)",
            new { replay, owner, now = Milliseconds(now), until = Milliseconds(until), tooFar = Milliseconds(until + (until - now)) }) == 1;

    /// <returns>The destinations of what it has not handed out yet.</returns>
    public static Task<List<string>> ReadDestinationsAsync(DeskConnection connection, long replay) =>
        connection.QueryAsync<string>(
            """
            SELECT DISTINCT letter.destination FROM replay_letters AS next JOIN dead_letters AS letter ON letter.seq = next.letter WHERE next.replay = @replay
            """,
            new { replay });

    /// <returns>When the oldest event came in that waits for a destination and is no replay; null when none waits.</returns>
    public static Task<long?> FindOldestLiveAsync(DeskConnection connection, string destination) =>
        connection.FindAsync<long?>(
            "SELECT received_at FROM events WHERE destination = @destination AND letter IS NULL ORDER BY seq LIMIT 1", new { destination });

    /// <summary>
    /// Hands the next letters to delivery: events go to the waiting events, under the id they always had; what is no event is marked, for the translator.
    /// Letters that are not dead any more, or died again since the plan, are passed over.
    /// </summary>
    /// <param name="without">Destinations that get nothing just now.</param>
    /// <returns>How many were handed out, and how many passed over.</returns>
    public static async Task<(int Released, int PassedOver)> ReleaseAsync(
        DeskConnection connection, ReplayRow replay, int limit, IReadOnlyCollection<string> without, DateTimeOffset now)
    {
        var chosen = await connection.QueryAsync<long>(
            $"""
            SELECT next.letter FROM replay_letters AS next LEFT JOIN dead_letters AS letter ON letter.seq = next.letter
            WHERE next.replay = @Id {(without.Count == 0 ? "" : $"AND (letter.destination IS NULL OR NOT {connection.Dialect.OneOf("letter.destination", "@without")})")}
            ORDER BY next.letter LIMIT @limit
            """,
            new { replay.Id, without = without.ToArray(), limit });
        if (chosen.Count == 0)
        {
            return (0, 0);
        }

        var values = new
        {
            replay.Id,
            chosen = chosen.ToArray(),
            now = now.ToUnixTimeMilliseconds(),
            takenAt = Snapshot.Parse(replay.Snapshot).TakenAt.ToUnixTimeMilliseconds(),
            what = $"replay {replay.Id}",
            replay.Actor,
        };
        var released = await connection.ExecuteAsync(
            $"UPDATE dead_letters SET state = 'replaying', replay = @Id, changed_at = @now WHERE {Chosen(connection, "seq")} AND state = 'dead' AND changed_at <= @takenAt",
            values);
        await QueueAsync(connection, values, chosen.Count);
        await connection.ExecuteAsync(
            $"INSERT INTO letter_notes (letter, at, what, actor) SELECT letter.seq, @now, @what, @Actor FROM dead_letters AS letter WHERE {Taken(connection)} ORDER BY letter.seq",
            values);
        await connection.ExecuteAsync($"DELETE FROM replay_letters WHERE replay = @Id AND {Chosen(connection, "letter")}", values);
        await connection.ExecuteAsync("UPDATE replays SET released = released + @released WHERE id = @Id", new { replay.Id, released });
        return (released, chosen.Count - released);
    }

    /// <returns>Letters that were handed to the translator and not settled yet.</returns>
    public static Task<List<LetterRow>> ReadRawAsync(DeskConnection connection, long replay, int limit) =>
        connection.QueryAsync<LetterRow>(
            $"""
            SELECT {LetterRow.Columns(connection.Dialect, headOnly: false)} FROM {LetterRow.Tables}
            WHERE letter.state = 'replaying' AND letter.replay = @replay AND letter.reason IN {RawReasons} ORDER BY letter.seq LIMIT @limit
            """,
            new { replay, limit });

    /// <summary>Notes what the translator made of a letter.</summary>
    /// <param name="problem">Why it is as dead as before; null when intake took it.</param>
    public static async Task SettleRawAsync(DeskConnection connection, LetterRow letter, string? problem, string what, DateTimeOffset now)
    {
        var values = new { letter.Seq, letter.Replay, state = problem is null ? "replayed" : "dead", now = now.ToUnixTimeMilliseconds(), what };
        if (await connection.ExecuteAsync("UPDATE dead_letters SET state = @state, changed_at = @now WHERE seq = @Seq AND state = 'replaying'", values) == 1)
        {
            await connection.ExecuteAsync("INSERT INTO letter_notes (letter, at, what) VALUES (@Seq, @now, @what)", values);
            var counter = problem is null ? "delivered" : "failed";
            await connection.ExecuteAsync($"UPDATE replays SET {counter} = {counter} + 1 WHERE id = @Replay", values);
        }
    }

    /// <summary>Ends a running replay of which nothing is left and nothing is on its way.</summary>
    /// <returns>Whether it has ended.</returns>
    public static async Task<bool> FinishAsync(DeskConnection connection, long replay, DateTimeOffset now) =>
        await connection.ExecuteAsync(
            """
            UPDATE replays SET state = 'finished', ended_at = @now, hindrance = NULL
            WHERE id = @replay AND state = 'running'
            AND NOT EXISTS (SELECT 1 FROM replay_letters WHERE replay = @replay)
            AND NOT EXISTS (SELECT 1 FROM dead_letters WHERE state = 'replaying' AND replay = @replay)
            """,
            new { replay, now = now.ToUnixTimeMilliseconds() }) == 1;

    public static Task<int> HinderAsync(DeskConnection connection, long replay, string? hindrance) =>
        connection.ExecuteAsync("UPDATE replays SET hindrance = @hindrance WHERE id = @replay", new { replay, hindrance });

    /// <summary>The letters that this very step took.</summary>
    private static string Taken(DeskConnection connection) =>
        $"{Chosen(connection, "letter.seq")} AND letter.state = 'replaying' AND letter.replay = @Id AND letter.changed_at = @now";

    private static long Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private static string Chosen(DeskConnection connection, string column) => connection.Dialect.OneOf(column, "@chosen");

    private static Task<int> QueueAsync(DeskConnection connection, object values, int most)
    {
        var (column, number) = connection.Dialect.EventNumber(most, "letter.seq");
        return connection.ExecuteAsync(
            $"""
            INSERT INTO events ({column}id, name, destination, source, received_at, attempts, payload, letter)
            SELECT {number}COALESCE(edited.id, letter.id), COALESCE(letter.name, ''), letter.destination, letter.source, @now, 0,
                COALESCE(edited.payload, letter.payload), letter.seq
            FROM {LetterRow.Tables}
            WHERE {Taken(connection)} AND letter.reason NOT IN {RawReasons}
            ORDER BY letter.seq
            """,
            values);
    }
}
