using Bridge.Storage;

namespace Bridge.DeadLetters;

/// <summary>What people change of dead letters, other than sending them again.</summary>
internal static class LetterChanges
{
    /// <summary>Letters moved in one transaction: it holds up what else is written, webhooks before all.</summary>
    public const int Step = 200;

    /// <summary>The next letters meant, by their numbers.</summary>
    /// <param name="after">The last one chosen before; zero at first.</param>
    public static Task<List<long>> ChooseAsync(DeskConnection connection, LetterFilter filter, long after)
    {
        var (where, values) = LetterWhere.Of(filter, connection.Dialect);
        values.Add("after", after);
        return connection.QueryAsync<long>(
            $"SELECT letter.seq FROM dead_letters AS letter WHERE {where} AND letter.seq > @after ORDER BY letter.seq LIMIT {Step}", values);
    }

    /// <summary>Moves those of the chosen letters that are meant still from the filter's state to another one.</summary>
    /// <param name="what">Both the note on each letter and its past participle: <c>discarded</c>.</param>
    public static async Task<int> MoveAsync(
        DeskConnection connection, LetterFilter filter, List<long> chosen, LetterState to, string what, Actor actor, DateTimeOffset now)
    {
        var (where, values) = LetterWhere.Of(filter, connection.Dialect);
        where += $" AND {connection.Dialect.OneOf("letter.seq", "@chosen")}";
        values.Add("chosen", chosen.ToArray());
        values.Add("now", now.ToUnixTimeMilliseconds());
        values.Add("to", LetterWhere.NameOf(to));
        values.Add("what", what);
        values.Add("actor", connection.Dialect.Text(actor.Name));
        await connection.ExecuteAsync(
            $"""
            INSERT INTO letter_notes (letter, at, what, actor)
            SELECT letter.seq, @now, @what, @actor FROM dead_letters AS letter WHERE {where} ORDER BY letter.seq {connection.Dialect.ForUpdate}
            """,
            values);
        return await connection.ExecuteAsync($"UPDATE dead_letters AS letter SET state = @to, changed_at = @now WHERE {where}", values);
    }

    /// <summary>Makes a new version of a dead letter's content.</summary>
    public static async Task EditAsync(DeskConnection connection, long letter, LetterEdit edit, Actor actor, DateTimeOffset now)
    {
        var row = await LetterQueries.FindAsync(connection, letter) ?? throw NoSuchLetter(letter);
        Require(row, edit);
        var edited = LetterContent.Edited(row.Reason, edit, row.Id);
        var values = new
        {
            letter,
            edit.Version,
            next = edit.Version + 1,
            id = connection.Dialect.Id(edited.EventId),
            name = connection.Dialect.Text(edited.Name ?? row.Name),
            payload = edited.Payload,
            actor = connection.Dialect.Text(actor.Name),
            now = now.ToUnixTimeMilliseconds(),
            what = edit.NewId ? $"edited, with the new id {edited.EventId}" : "edited",
        };
        if (await connection.ExecuteAsync("UPDATE dead_letters SET version = @next, name = @name WHERE seq = @letter AND version = @Version AND state = 'dead'", values) == 0)
        {
            throw SomebodyWasFaster(letter);
        }

        await connection.ExecuteAsync(
            "INSERT INTO letter_versions (letter, version, id, edited_by, edited_at, payload) VALUES (@letter, @next, @id, @actor, @now, @payload)", values);
        await connection.ExecuteAsync("INSERT INTO letter_notes (letter, at, what, actor) VALUES (@letter, @now, @what, @actor)", values);
        await AuditTable.AddAsync(connection, now, actor.Name, "edit", 1, $"letter {letter}, version {values.next}{(edit.NewId ? ", new id" : "")}", edit.Why);
    }

    public static DeskException NoSuchLetter(long letter) => new(DeskProblem.NotFound, $"There is no dead letter {letter}.");

    private static void Require(LetterRow row, LetterEdit edit)
    {
        if (row.State != LetterWhere.NameOf(LetterState.Dead))
        {
            throw new DeskException(DeskProblem.Conflict, $"Letter {row.Seq} is {row.State}; only a dead one can be edited.");
        }

        if (row.Version != edit.Version)
        {
            throw SomebodyWasFaster(row.Seq);
        }
    }

    private static DeskException SomebodyWasFaster(long letter) =>
        new(DeskProblem.Conflict, $"Letter {letter} was changed meanwhile. Look at it again and edit what is there now.");
}
