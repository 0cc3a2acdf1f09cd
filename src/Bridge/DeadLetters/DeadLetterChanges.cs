using Bridge.Storage.Administration;

namespace Bridge.DeadLetters;

/// <summary>What people change of dead letters, other than sending them again.</summary>
internal static class DeadLetterChanges
{
    /// <summary>Dead letters moved in one transaction: it holds up what else is written, webhooks before all.</summary>
    public const int Step = 200;

    /// <summary>The next dead letters meant, by their numbers.</summary>
    /// <param name="after">The last one chosen before; zero at first.</param>
    public static Task<List<long>> ChooseAsync(AdminConnection connection, DeadLetterFilter filter, long after)
    {
        var (where, values) = DeadLetterWhere.Of(filter, connection.Dialect);
        values.Add("after", after);
        return connection.QueryAsync<long>(
            "SELECT dead_letter.seq FROM dead_letters AS dead_letter "
                + $"WHERE {where} AND dead_letter.seq > @after ORDER BY dead_letter.seq LIMIT {Step}",
            values
        );
    }

    /// <summary>Moves those of the chosen dead letters that are meant still from the filter's state to another one.</summary>
    /// <param name="what">Both the note on each dead letter and its past participle: <c>discarded</c>.</param>
    public static async Task<int> MoveAsync(
        AdminConnection connection,
        DeadLetterFilter filter,
        List<long> chosen,
        DeadLetterState to,
        string what,
        Actor actor,
        DateTimeOffset now
    )
    {
        var (where, values) = DeadLetterWhere.Of(filter, connection.Dialect);
        where += $" AND {connection.Dialect.OneOf("dead_letter.seq", "@chosen")}";
        values.Add("chosen", chosen.ToArray());
        values.Add("now", now.ToUnixTimeMilliseconds());
        values.Add("to", FilterFields.NameOf(to));
        values.Add("what", what);
        values.Add("actor", connection.Dialect.Text(actor.Name));
        await connection.ExecuteAsync(
            $"""
            INSERT INTO dead_letter_notes (dead_letter, at, what, actor)
            SELECT dead_letter.seq, @now, @what, @actor FROM dead_letters AS dead_letter WHERE {where}
            ORDER BY dead_letter.seq {connection.Dialect.ForUpdate}
            """,
            values
        );
        return await connection.ExecuteAsync(
            $"UPDATE dead_letters AS dead_letter SET state = @to, changed_at = @now WHERE {where}",
            values
        );
    }

    /// <summary>Makes a new version of a dead letter's content.</summary>
    public static async Task EditAsync(AdminConnection connection, long deadLetter, DeadLetterEdit edit, Actor actor, DateTimeOffset now)
    {
        var row = await DeadLetterQueries.FindAsync(connection, deadLetter) ?? throw NoSuchDeadLetter(deadLetter);
        Require(row, edit);
        var edited = DeadLetterContent.Edited(row.Reason, edit, row.Id);
        var values = new
        {
            deadLetter,
            edit.Version,
            next = edit.Version + 1,
            id = connection.Dialect.Id(edited.EventId),
            name = connection.Dialect.Text(edited.Name ?? row.Name),
            payload = edited.Payload,
            actor = connection.Dialect.Text(actor.Name),
            now = now.ToUnixTimeMilliseconds(),
            what = edit.NewId ? $"edited, with the new id {edited.EventId}" : "edited",
        };
        if (
            await connection.ExecuteAsync(
                "UPDATE dead_letters SET version = @next, name = @name WHERE seq = @deadLetter AND version = @Version AND state = 'dead'",
                values
            ) == 0
        )
        {
            throw SomebodyWasFaster(deadLetter);
        }

        await connection.ExecuteAsync(
            "INSERT INTO dead_letter_versions (dead_letter, version, id, edited_by, edited_at, payload) "
                + "VALUES (@deadLetter, @next, @id, @actor, @now, @payload)",
            values
        );
        await connection.ExecuteAsync(
            "INSERT INTO dead_letter_notes (dead_letter, at, what, actor) VALUES (@deadLetter, @now, @what, @actor)",
            values
        );
        await AuditTable.AddAsync(
            connection,
            now,
            actor.Name,
            "edit",
            1,
            $"dead letter {deadLetter}, version {values.next}{(edit.NewId ? ", new id" : "")}",
            edit.Why
        );
    }

    public static AdminException NoSuchDeadLetter(long deadLetter) => new(AdminProblem.NotFound, $"There is no dead letter {deadLetter}.");

    private static void Require(DeadLetterRow row, DeadLetterEdit edit)
    {
        if (row.State != FilterFields.NameOf(DeadLetterState.Dead))
        {
            throw new AdminException(AdminProblem.Conflict, $"Dead letter {row.Seq} is {row.State}; only a dead one can be edited.");
        }

        if (row.Version != edit.Version)
        {
            throw SomebodyWasFaster(row.Seq);
        }
    }

    private static AdminException SomebodyWasFaster(long deadLetter) =>
        new(AdminProblem.Conflict, $"Dead letter {deadLetter} was changed meanwhile. Look at it again and edit what is there now.");
}
