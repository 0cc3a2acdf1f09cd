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
        await using var command = new NpgsqlCommand(Known, connection);
        AddIds(command, ids);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
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

    /// <summary>
    /// Remembers which ids were seen together; within the transaction of the intake, when each of them leads to somebody.
    /// </summary>
    public static async Task WriteAsync(
        NpgsqlConnection connection,
        IReadOnlyDictionary<PersonId, KnownPerson?> people,
        CancellationToken cancellationToken
    )
    {
        var known = people.Where(pair => pair.Value is not null).Select(pair => (Id: pair.Key, Person: pair.Value!)).ToList();
        if (known.Count == 0)
        {
            return;
        }

        await using var remember = new NpgsqlCommand(Remember, connection);
        AddIds(remember, [.. known.Select(pair => pair.Id)]);
        remember.Parameters.Add(PostgresValue.Column(NpgsqlDbType.Text, known, pair => PostgresText.Of(pair.Person.Phone)));
        remember.Parameters.Add(PostgresValue.Column(NpgsqlDbType.Text, known, pair => PostgresText.Of(pair.Person.Bsuid)));
        remember.Parameters.Add(PostgresValue.Column(NpgsqlDbType.Text, known, pair => PostgresText.Of(pair.Person.ParentBsuid)));
        remember.Parameters.Add(PostgresValue.Column(NpgsqlDbType.Text, known, pair => PostgresText.Of(pair.Person.Username)));
        await remember.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void AddIds(NpgsqlCommand command, List<PersonId> ids)
    {
        command.Parameters.Add(PostgresValue.Column(NpgsqlDbType.Text, ids, id => PostgresText.Of(id.Account)));
        command.Parameters.Add(PostgresValue.Column(NpgsqlDbType.Text, ids, id => PostgresText.Of(id.Id)));
    }

    private static string? TextAt(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
