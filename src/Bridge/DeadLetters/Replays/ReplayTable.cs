using System.Text.Json;
using Bridge.DeadLetters.Masking;
using Bridge.Storage.Administration;

namespace Bridge.DeadLetters.Replays;

/// <summary>Replays as people start, stop and watch them.</summary>
internal static class ReplayTable
{
    private const int MostListed = 100;

    /// <returns>The replay that runs now, or the one that was started with this plan before.</returns>
    /// <exception cref="AdminException">None of the planned dead letters is dead any more.</exception>
    public static async Task<ReplayRow> StartAsync(AdminConnection connection, ReplayOrder order, Actor actor, DateTimeOffset now)
    {
        var snapshot = Snapshot.Parse(order.Snapshot);
        if (await FindStartedAsync(connection, snapshot) is { } started)
        {
            return started;
        }

        var replay = await connection.FindAsync<long?>(
            """
            INSERT INTO replays (snapshot, state, filter, total, rate, actor, why, started_at)
            VALUES (@snapshot, 'running', @filter, 0, @Rate, @actor, @why, @now) ON CONFLICT (snapshot) DO NOTHING RETURNING id
            """,
            new
            {
                snapshot = snapshot.ToString(),
                filter = JsonSerializer.Serialize(order.Filter),
                order.Rate,
                actor = connection.Dialect.Text(actor.Name),
                why = connection.Dialect.Text(DeadLetterMask.Why(order.Why)),
                now = now.ToUnixTimeMilliseconds(),
            }
        );
        if (replay is { } id)
        {
            var total = await FillAsync(connection, id, order.Filter, snapshot);
            await AuditTable.AddAsync(
                connection,
                now,
                actor.Name,
                "replay",
                total,
                $"replay {id}: {FilterWords.Of(order.Filter)}",
                order.Why
            );
        }

        return (await FindStartedAsync(connection, snapshot))!;
    }

    private static Task<ReplayRow?> FindStartedAsync(AdminConnection connection, Snapshot snapshot) =>
        connection.FindAsync<ReplayRow>(
            $"SELECT {ReplayRow.Columns} FROM replays WHERE snapshot = @snapshot",
            new { snapshot = snapshot.ToString() }
        );

    public static Task<ReplayRow?> FindAsync(AdminConnection connection, long replay) =>
        connection.FindAsync<ReplayRow>($"SELECT {ReplayRow.Columns} FROM replays WHERE id = @replay", new { replay });

    public static Task<List<ReplayRow>> ReadAsync(AdminConnection connection) =>
        connection.QueryAsync<ReplayRow>($"SELECT {ReplayRow.Columns} FROM replays ORDER BY id DESC LIMIT {MostListed}");

    /// <returns>Replays that run or are paused.</returns>
    public static Task<List<ReplayRow>> ReadOpenAsync(AdminConnection connection) =>
        connection.QueryAsync<ReplayRow>($"SELECT {ReplayRow.Columns} FROM replays WHERE state IN ('running', 'paused') ORDER BY id");

    /// <summary>Pauses, resumes or cancels.</summary>
    /// <param name="from">The states it may be in.</param>
    /// <param name="verb">For the audit.</param>
    public static async Task<ReplayRow> ChangeAsync(
        AdminConnection connection,
        long replay,
        ReplayState[] from,
        ReplayState to,
        string verb,
        Actor actor,
        DateTimeOffset now
    )
    {
        var row = await FindAsync(connection, replay) ?? throw new AdminException(AdminProblem.NotFound, $"There is no replay {replay}.");
        var changed = await connection.ExecuteAsync(
            $"UPDATE replays SET state = @to, ended_at = @ended WHERE id = @replay AND {connection.Dialect.OneOf("state", "@from")}",
            new
            {
                replay,
                to = ReplayRow.NameOf(to),
                from = from.Select(ReplayRow.NameOf).ToArray(),
                ended = to == ReplayState.Cancelled ? now.ToUnixTimeMilliseconds() : (long?)null,
            }
        );
        if (changed == 0)
        {
            throw new AdminException(AdminProblem.Conflict, $"Replay {replay} is {row.State}, and so cannot be {ParticipleOf(to)}.");
        }

        var left =
            to == ReplayState.Cancelled
                ? await connection.ExecuteAsync("DELETE FROM replay_dead_letters WHERE replay = @replay", new { replay })
                : row.Total - row.Released;
        await AuditTable.AddAsync(connection, now, actor.Name, $"{verb} replay", left, $"replay {replay}");
        return (await FindAsync(connection, replay))!;
    }

    private static async Task<long> FillAsync(AdminConnection connection, long replay, DeadLetterFilter filter, Snapshot snapshot)
    {
        var (where, values) = DeadLetterWhere.Of(
            filter with
            {
                State = DeadLetterState.Dead,
                UpTo = Math.Min(filter.UpTo ?? long.MaxValue, snapshot.UpTo),
            },
            connection.Dialect
        );
        values.Add("replay", replay);
        values.Add("takenAt", snapshot.TakenAt.ToUnixTimeMilliseconds());
        var total = await connection.ExecuteAsync(
            "INSERT INTO replay_dead_letters (replay, dead_letter) SELECT @replay, dead_letter.seq "
                + $"FROM dead_letters AS dead_letter WHERE {where} AND dead_letter.changed_at <= @takenAt",
            values
        );
        if (total == 0)
        {
            throw new AdminException(
                AdminProblem.Conflict,
                "None of these dead letters is dead any more, so there is nothing to replay. Ask for the plan again."
            );
        }

        await connection.ExecuteAsync("UPDATE replays SET total = @total WHERE id = @replay", new { replay, total });
        return total;
    }

    private static string ParticipleOf(ReplayState to) =>
        to switch
        {
            ReplayState.Running => "resumed",
            ReplayState.Paused => "paused",
            _ => "cancelled",
        };
}
