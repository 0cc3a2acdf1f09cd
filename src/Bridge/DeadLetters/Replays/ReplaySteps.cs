using Bridge.Storage;
using Bridge.Storage.Administration;

namespace Bridge.DeadLetters.Replays;

/// <summary>What carries a replay out: forward steps, each one transaction, each of which may be repeated after a crash.</summary>
internal static class ReplaySteps
{
    private const string RawReasons =
        $"('{DeadReason.Unreadable}', '{DeadReason.Unrecognised}', '{DeadReason.Undeserialisable}', '{DeadReason.Unstorable}', "
        + $"'{DeadReason.Invalid}')";

    /// <returns>Replays that have something left to do.</returns>
    public static Task<List<ReplayRow>> ReadActiveAsync(AdminConnection connection) =>
        connection.QueryAsync<ReplayRow>(
            $"SELECT {ReplayRow.Columns} FROM replays WHERE state = 'running' "
                + "OR (state <> 'finished' AND released > delivered + failed) ORDER BY id"
        );

    /// <summary>
    /// Makes one process the only one that carries it out, for a while. A lease that is far longer than any was given by a clock that was
    /// set back since.
    /// </summary>
    /// <returns>Whether it is this one.</returns>
    public static async Task<bool> LeaseAsync(
        AdminConnection connection,
        long replay,
        string owner,
        DateTimeOffset now,
        DateTimeOffset until
    ) =>
        await connection.ExecuteAsync(
            "UPDATE replays SET lease_owner = @owner, lease_until = @until "
                + "WHERE id = @replay AND (lease_owner = @owner OR lease_owner IS NULL OR lease_until < @now "
                + "OR lease_until > @tooFar)",
            new
            {
                replay,
                owner,
                now = Milliseconds(now),
                until = Milliseconds(until),
                tooFar = Milliseconds(until + (until - now)),
            }
        ) == 1;

    /// <returns>The destinations of what it has not handed out yet.</returns>
    public static Task<List<string>> ReadDestinationsAsync(AdminConnection connection, long replay) =>
        connection.QueryAsync<string>(
            """
            SELECT DISTINCT dead_letter.destination FROM replay_dead_letters AS next
            JOIN dead_letters AS dead_letter ON dead_letter.seq = next.dead_letter WHERE next.replay = @replay
            """,
            new { replay }
        );

    /// <returns>When the oldest event came in that waits for a destination and is no replay; null when none waits.</returns>
    public static Task<long?> FindOldestLiveAsync(AdminConnection connection, string destination) =>
        connection.FindAsync<long?>(
            "SELECT received_at FROM events WHERE destination = @destination AND dead_letter IS NULL ORDER BY seq LIMIT 1",
            new { destination }
        );

    /// <summary>
    /// Hands the next dead letters to delivery: events go to the waiting events, under the id they always had; what is no event is marked,
    /// for the translator.
    /// Dead letters that are not dead any more, or died again since the plan, are passed over.
    /// </summary>
    /// <param name="without">Destinations that get nothing just now.</param>
    /// <returns>How many were handed out, and how many passed over.</returns>
    public static async Task<(int Released, int PassedOver)> ReleaseAsync(
        AdminConnection connection,
        ReplayRow replay,
        int limit,
        IReadOnlyCollection<string> without,
        DateTimeOffset now
    )
    {
        var chosen = await connection.QueryAsync<long>(
            $"""
            SELECT next.dead_letter FROM replay_dead_letters AS next
            LEFT JOIN dead_letters AS dead_letter ON dead_letter.seq = next.dead_letter
            WHERE next.replay = @Id {(
                without.Count == 0
                    ? ""
                    : $"AND (dead_letter.destination IS NULL OR NOT {connection.Dialect.OneOf("dead_letter.destination", "@without")})"
            )}
            ORDER BY next.dead_letter LIMIT @limit
            """,
            new
            {
                replay.Id,
                without = without.ToArray(),
                limit,
            }
        );
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
            "UPDATE dead_letters SET state = 'replaying', replay = @Id, changed_at = @now "
                + $"WHERE {Chosen(connection, "seq")} AND state = 'dead' AND changed_at <= @takenAt",
            values
        );
        await QueueAsync(connection, values, chosen.Count);
        await connection.ExecuteAsync(
            "INSERT INTO dead_letter_notes (dead_letter, at, what, actor) SELECT dead_letter.seq, @now, @what, @Actor "
                + $"FROM dead_letters AS dead_letter WHERE {Taken(connection)} ORDER BY dead_letter.seq",
            values
        );
        await connection.ExecuteAsync(
            $"DELETE FROM replay_dead_letters WHERE replay = @Id AND {Chosen(connection, "dead_letter")}",
            values
        );
        await connection.ExecuteAsync("UPDATE replays SET released = released + @released WHERE id = @Id", new { replay.Id, released });
        return (released, chosen.Count - released);
    }

    /// <returns>Dead letters that were handed to the translator and not settled yet.</returns>
    public static Task<List<DeadLetterRow>> ReadRawAsync(AdminConnection connection, long replay, int limit) =>
        connection.QueryAsync<DeadLetterRow>(
            $"""
            SELECT {DeadLetterRow.Columns(connection.Dialect, headOnly: false)} FROM {DeadLetterRow.Tables}
            WHERE dead_letter.state = 'replaying' AND dead_letter.replay = @replay AND dead_letter.reason IN {RawReasons}
            ORDER BY dead_letter.seq LIMIT @limit
            """,
            new { replay, limit }
        );

    /// <summary>Notes what the translator made of a dead letter.</summary>
    /// <param name="problem">Why it is as dead as before; null when intake took it.</param>
    public static async Task SettleRawAsync(
        AdminConnection connection,
        DeadLetterRow deadLetter,
        string? problem,
        string what,
        DateTimeOffset now
    )
    {
        var values = new
        {
            deadLetter.Seq,
            deadLetter.Replay,
            state = problem is null ? "replayed" : "dead",
            now = now.ToUnixTimeMilliseconds(),
            what,
        };
        if (
            await connection.ExecuteAsync(
                "UPDATE dead_letters SET state = @state, changed_at = @now"
                    + (problem is null ? "" : ", last_failed_at = @now")
                    + " WHERE seq = @Seq AND state = 'replaying'",
                values
            ) == 1
        )
        {
            await connection.ExecuteAsync("INSERT INTO dead_letter_notes (dead_letter, at, what) VALUES (@Seq, @now, @what)", values);
            await TotalTable.AddAsync(connection, FlowTally.Dropped(DropRule.Retranslated), problem is null ? 1 : 0);
            var counter = problem is null ? "delivered" : "failed";
            await connection.ExecuteAsync($"UPDATE replays SET {counter} = {counter} + 1 WHERE id = @Replay", values);
        }
    }

    /// <summary>Ends a running replay of which nothing is left and nothing is on its way.</summary>
    /// <returns>Whether it has ended.</returns>
    public static async Task<bool> FinishAsync(AdminConnection connection, long replay, DateTimeOffset now) =>
        await connection.ExecuteAsync(
            """
            UPDATE replays SET state = 'finished', ended_at = @now, blocked_reason = NULL
            WHERE id = @replay AND state = 'running'
            AND NOT EXISTS (SELECT 1 FROM replay_dead_letters WHERE replay = @replay)
            AND NOT EXISTS (SELECT 1 FROM dead_letters WHERE state = 'replaying' AND replay = @replay)
            """,
            new { replay, now = now.ToUnixTimeMilliseconds() }
        ) == 1;

    public static Task<int> HinderAsync(AdminConnection connection, long replay, string? blockedReason) =>
        connection.ExecuteAsync("UPDATE replays SET blocked_reason = @blockedReason WHERE id = @replay", new { replay, blockedReason });

    /// <summary>The dead letters that this very step took.</summary>
    private static string Taken(AdminConnection connection) =>
        $"{Chosen(connection, "dead_letter.seq")} AND dead_letter.state = 'replaying' AND dead_letter.replay = @Id "
        + "AND dead_letter.changed_at = @now";

    private static long Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private static string Chosen(AdminConnection connection, string column) => connection.Dialect.OneOf(column, "@chosen");

    private static Task<int> QueueAsync(AdminConnection connection, object values, int most)
    {
        var (column, number) = connection.Dialect.EventNumber(most, "dead_letter.seq");
        return connection.ExecuteAsync(
            $"""
            INSERT INTO events ({column}id, name, destination, source, received_at, attempts, payload, dead_letter)
            SELECT {number}COALESCE(edited.id, dead_letter.id), COALESCE(dead_letter.name, ''), dead_letter.destination, dead_letter.source,
                @now, 0, COALESCE(edited.payload, dead_letter.payload), dead_letter.seq
            FROM {DeadLetterRow.Tables}
            WHERE {Taken(connection)} AND dead_letter.reason NOT IN {RawReasons}
            ORDER BY dead_letter.seq
            """,
            values
        );
    }
}
