using Npgsql;
using NpgsqlTypes;

namespace Bridge.Storage.Postgres;

/// <summary>What a group teaches of people: which ids are one person's, and which numbers were given up.</summary>
internal static class PostgresPersons
{
    /// <remarks>
    /// Two forwarders that hear of the same id for the first time meet at the primary key, where the later one waits for the earlier one's
    /// commit. So afterwards each id leads to somebody, and the next statement sees to whom.
    /// </remarks>
    private const string Introduce = """
        INSERT INTO people (account, id, person, phone, bsuid, parent_bsuid, username)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7) AS newcomer (account, id, person, phone, bsuid, parent_bsuid, username)
        ORDER BY account, id
        ON CONFLICT (account, id) DO NOTHING
        """;

    private const string Hold = """
        SELECT account, id, person FROM people JOIN unnest($1, $2) AS asked (account, id) USING (account, id)
        ORDER BY account, id FOR UPDATE OF people
        """;

    private const string Unite =
        "UPDATE people SET person = merged.older FROM unnest($1, $2) AS merged (younger, older) WHERE people.person = merged.younger";

    private const string Assign = """
        INSERT INTO people (account, id, person)
        SELECT * FROM unnest($1, $2, $3) AS changed (account, id, person) ORDER BY account, id
        ON CONFLICT (account, id) DO UPDATE SET person = excluded.person
        """;

    /// <summary>
    /// A new version of the conversations of whoever lost an id: who still knows them by it sees that something has changed
    /// (<see cref="KnownConversations"/>).
    /// </summary>
    /// <remarks>All that the transaction is about to write are locked, in the order in which everybody locks them.</remarks>
    private const string Renew = """
        WITH held AS MATERIALIZED (
            SELECT person, number FROM conversations WHERE person = ANY ($2) ORDER BY person, number FOR UPDATE
        )
        UPDATE conversations SET due_at = conversations.due_at
        FROM held
        WHERE held.person = ANY ($1) AND conversations.person = held.person AND conversations.number = held.number
        """;

    /// <summary>Within the transaction of the intake, after what was seen and before any conversation.</summary>
    /// <param name="talking">Whose conversations the group moves: held with the others, since nobody may hold some of them and wait for
    /// more.</param>
    /// <returns>Where to look for those whose number was given up in this very group.</returns>
    public static async Task<PersonLedger?> LearnAsync(
        NpgsqlConnection connection,
        PersonLessons lessons,
        IReadOnlyDictionary<PersonId, KnownPerson?> people,
        IEnumerable<PersonId> talking,
        IConversing? conversing,
        CancellationToken cancellationToken
    )
    {
        if (lessons.IsEmpty)
        {
            return null;
        }

        var (proposals, held) = (lessons.Propose(), lessons.Ids.Concat(talking).Distinct().ToList());
        foreach (var id in talking)
        {
            proposals.TryAdd(id, Guid.CreateVersion7());
        }

        var before = await HoldAsync(connection, held, proposals, people, cancellationToken);
        var ledger = new PersonLedger(before, Guid.CreateVersion7);
        lessons.Teach(ledger);
        var merged = ledger.Merged.Where(pair => !proposals.ContainsValue(pair.Key)).ToDictionary();
        await WriteAsync(connection, ledger.Changed, merged, people, cancellationToken);
        await RenewAsync(connection, ledger, before, merged, cancellationToken);
        if (conversing is not null && merged.Count > 0)
        {
            await PostgresMergedConversations.MergeAsync(connection, merged, conversing, cancellationToken);
        }

        return ledger;
    }

    private static async Task<Dictionary<PersonId, Guid>> HoldAsync(
        NpgsqlConnection connection,
        List<PersonId> ids,
        Dictionary<PersonId, Guid> proposals,
        IReadOnlyDictionary<PersonId, KnownPerson?> people,
        CancellationToken cancellationToken
    )
    {
        var introduce = Command(Introduce, proposals);
        PostgresPeople.AddPersons(introduce, [.. proposals.Keys.Select(id => people.GetValueOrDefault(id))]);
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { introduce, Command(Hold, ids) } };
        var held = new Dictionary<PersonId, Guid>();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            held[new PersonId(reader.GetString(0), reader.GetString(1))] = reader.GetGuid(2);
        }

        return held;
    }

    /// <summary>Those of people who are merged into others go, which is change enough.</summary>
    private static async Task RenewAsync(
        NpgsqlConnection connection,
        PersonLedger ledger,
        Dictionary<PersonId, Guid> before,
        Dictionary<Guid, Guid> merged,
        CancellationToken cancellationToken
    )
    {
        Guid[] losers =
        [
            .. ledger
                .Changed.Keys.Where(before.ContainsKey)
                .Select(id => before[id])
                .Distinct()
                .Where(person => !merged.ContainsKey(person)),
        ];
        if (losers.Length == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(Renew, connection);
        command.Parameters.Add(PostgresValue.Of(losers));
        command.Parameters.Add(PostgresValue.Of(losers.Concat(merged.Keys).Concat(merged.Values).Distinct().ToArray()));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task WriteAsync(
        NpgsqlConnection connection,
        IReadOnlyDictionary<PersonId, Guid?> changed,
        Dictionary<Guid, Guid> merged,
        IReadOnlyDictionary<PersonId, KnownPerson?> people,
        CancellationToken cancellationToken
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        if (merged.Count > 0)
        {
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand(Unite)
                {
                    Parameters =
                    {
                        PostgresValue.Column(NpgsqlDbType.Uuid, [.. merged], pair => pair.Key),
                        PostgresValue.Column(NpgsqlDbType.Uuid, [.. merged], pair => pair.Value),
                    },
                }
            );
        }

        if (
            changed.Where(change => change.Value is not null).ToDictionary(change => change.Key, change => change.Value!.Value) is
            { Count: > 0 } assigned
        )
        {
            batch.BatchCommands.Add(Command(Assign, assigned));
        }

        if (changed.Where(change => change.Value is null).Select(change => change.Key).ToList() is { Count: > 0 } freed)
        {
            batch.BatchCommands.Add(Command(PostgresPeople.Forget, freed));
        }

        if (people.Where(pair => pair.Value is not null).ToList() is { Count: > 0 } known)
        {
            batch.BatchCommands.Add(PostgresPeople.RememberCommand(known));
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static NpgsqlBatchCommand Command(string sql, Dictionary<PersonId, Guid> people)
    {
        var command = Command(sql, [.. people.Keys]);
        command.Parameters.Add(PostgresValue.Column(NpgsqlDbType.Uuid, [.. people], pair => pair.Value));
        return command;
    }

    private static NpgsqlBatchCommand Command(string sql, List<PersonId> ids)
    {
        var command = new NpgsqlBatchCommand(sql);
        PostgresPeople.AddIds(command, ids);
        return command;
    }
}
