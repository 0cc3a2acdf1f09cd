using Npgsql;
using NpgsqlTypes;

namespace Bridge.Storage.Postgres;

/// <summary>The ids that were seen together: who somebody is whom Meta names by one of them alone.</summary>
internal static class PostgresPeople
{
    private const string Known = """
        SELECT account, id, phone, bsuid, parent_bsuid, username
        FROM people JOIN unnest($1, $2) AS asked (account, id) USING (account, id)
        """;

    private const string Remember = """
        INSERT INTO people (account, id, phone, bsuid, parent_bsuid, username)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6) AS person (account, id, phone, bsuid, parent_bsuid, username) ORDER BY account, id
        ON CONFLICT (account, id) DO UPDATE SET
            phone = excluded.phone, bsuid = excluded.bsuid, parent_bsuid = excluded.parent_bsuid, username = excluded.username
        """;

    private const string Forget =
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

    /// <summary>Remembers who is behind each id, or forgets that somebody was; within the transaction of the intake.</summary>
    public static async Task WriteAsync(
        NpgsqlConnection connection,
        IReadOnlyDictionary<PersonId, KnownPerson?> people,
        CancellationToken cancellationToken
    )
    {
        var known = people.Where(pair => pair.Value is not null).Select(pair => (Id: pair.Key, Person: pair.Value!)).ToList();
        var gone = people.Where(pair => pair.Value is null).Select(pair => pair.Key).ToList();
        if (known.Count > 0)
        {
            await using var remember = new NpgsqlCommand(Remember, connection);
            AddIds(remember, [.. known.Select(pair => pair.Id)]);
            remember.Parameters.Add(PostgresValue.Column(NpgsqlDbType.Text, known, pair => PostgresText.Of(pair.Person.Phone)));
            remember.Parameters.Add(PostgresValue.Column(NpgsqlDbType.Text, known, pair => PostgresText.Of(pair.Person.Bsuid)));
            remember.Parameters.Add(PostgresValue.Column(NpgsqlDbType.Text, known, pair => PostgresText.Of(pair.Person.ParentBsuid)));
            remember.Parameters.Add(PostgresValue.Column(NpgsqlDbType.Text, known, pair => PostgresText.Of(pair.Person.Username)));
            await remember.ExecuteNonQueryAsync(cancellationToken);
        }

        if (gone.Count > 0)
        {
            await using var forget = new NpgsqlCommand(Forget, connection);
            AddIds(forget, gone);
            await forget.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static void AddIds(NpgsqlCommand command, List<PersonId> ids)
    {
        command.Parameters.Add(PostgresValue.Column(NpgsqlDbType.Text, ids, id => PostgresText.Of(id.Account)));
        command.Parameters.Add(PostgresValue.Column(NpgsqlDbType.Text, ids, id => PostgresText.Of(id.Id)));
    }

    private static string? TextAt(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
