using Npgsql;
using NpgsqlTypes;

namespace Bridge.Storage.Postgres;

/// <summary>The ids that were seen together: who somebody is whom Meta names by one of them alone.</summary>
internal static class PostgresPeople
{
    private const string Known = """
        SELECT account, id, phone, bsuid, parent_bsuid, username
        FROM people JOIN unnest($1, $2) AS asked (account, id) USING (account, id) WHERE phone IS NOT NULL AND bsuid IS NOT NULL
        """;

    private const string KnownPersons = """
        SELECT DISTINCT ON (person) person, phone, bsuid, parent_bsuid, username
        FROM people WHERE person = ANY ($1) AND phone IS NOT NULL AND bsuid IS NOT NULL ORDER BY person
        """;

    private const string Remember = """
        UPDATE people
        SET phone = person.phone, bsuid = person.bsuid, parent_bsuid = person.parent_bsuid, username = person.username
        FROM unnest($1, $2, $3, $4, $5, $6) AS person (account, id, phone, bsuid, parent_bsuid, username)
        WHERE people.account = person.account AND people.id = person.id
            AND (people.phone, people.bsuid, people.parent_bsuid, people.username)
                IS DISTINCT FROM (person.phone, person.bsuid, person.parent_bsuid, person.username)
        """;

    public const string Forget =
        "DELETE FROM people USING unnest($1, $2) AS gone (account, id) WHERE people.account = gone.account AND people.id = gone.id";

    /// <summary>Those that are known among the ids.</summary>
    public static async Task<Dictionary<PersonId, KnownPerson>> FindAsync(
        NpgsqlConnection connection,
        List<PersonId> ids,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<PersonId, KnownPerson>();
        var known = new NpgsqlBatchCommand(Known);
        AddIds(known, ids);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { new NpgsqlBatchCommand(PostgresOpening.FindByKey), known },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken); // the first one says how its rows are found
        while (await reader.ReadAsync(cancellationToken))
        {
            found[new PersonId(reader.GetString(0), reader.GetString(1))] = new KnownPerson(
                reader.GetString(2),
                reader.GetString(3),
                TextAt(reader, 4),
                TextAt(reader, 5)
            );
        }

        return found;
    }

    /// <summary>All ids of those of whom more than one is known.</summary>
    public static async Task<Dictionary<Guid, KnownPerson>> FindPersonsAsync(
        NpgsqlConnection connection,
        IReadOnlyList<Guid> persons,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<Guid, KnownPerson>();
        if (persons.Count == 0)
        {
            return found;
        }

        await using var command = new NpgsqlCommand(KnownPersons, connection) { Parameters = { PostgresValue.Of(persons.ToArray()) } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(reader.GetGuid(0), new KnownPerson(reader.GetString(1), reader.GetString(2), TextAt(reader, 3), TextAt(reader, 4)));
        }

        return found;
    }

    /// <summary>Remembers which ids were seen together, when each of them leads to somebody.</summary>
    public static NpgsqlBatchCommand RememberCommand(List<KeyValuePair<PersonId, KnownPerson?>> known)
    {
        var remember = new NpgsqlBatchCommand(Remember);
        AddIds(remember, known.ConvertAll(pair => pair.Key));
        AddPersons(remember, known.ConvertAll(pair => pair.Value));
        return remember;
    }

    public static void AddIds(NpgsqlBatchCommand command, List<PersonId> ids)
    {
        command.Parameters.Add(PostgresValue.Column(NpgsqlDbType.Text, ids, id => PostgresText.Of(id.Account)));
        command.Parameters.Add(PostgresValue.Column(NpgsqlDbType.Text, ids, id => PostgresText.Of(id.Id)));
    }

    /// <summary>The columns phone, bsuid, parent_bsuid, username; null where only one id of somebody is known.</summary>
    public static void AddPersons(NpgsqlBatchCommand command, List<KnownPerson?> people)
    {
        command.Parameters.Add(PostgresValue.Column(NpgsqlDbType.Text, people, person => PostgresText.Of(person?.Phone)));
        command.Parameters.Add(PostgresValue.Column(NpgsqlDbType.Text, people, person => PostgresText.Of(person?.Bsuid)));
        command.Parameters.Add(PostgresValue.Column(NpgsqlDbType.Text, people, person => PostgresText.Of(person?.ParentBsuid)));
        command.Parameters.Add(PostgresValue.Column(NpgsqlDbType.Text, people, person => PostgresText.Of(person?.Username)));
    }

    private static string? TextAt(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
