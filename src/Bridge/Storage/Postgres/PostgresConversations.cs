using Npgsql;
using NpgsqlTypes;

namespace Bridge.Storage.Postgres;

/// <summary>The conversations that a group moves, held from their first look until the commit.</summary>
internal static class PostgresConversations
{
    /// <summary>How often a group is looked up again because people turned out to be one meanwhile.</summary>
    private const int Attempts = 5;

    private const string Asked = "unnest($1, $2, $3) AS asked (account, id, number)";

    private const string Introduce = """
        INSERT INTO people (account, id, person)
        SELECT DISTINCT ON (account, id) account, id, person FROM unnest($1, $2, $3) AS newcomer (account, id, person) ORDER BY account, id
        ON CONFLICT (account, id) DO NOTHING
        """;

    /// <summary>
    /// Whoever begins a conversation holds its person until the commit: who finds that two people are one must see the new row, or be seen.
    /// </summary>
    private const string Share = $"""
        SELECT FROM people JOIN {Asked} USING (account, id)
        WHERE NOT EXISTS (
            SELECT FROM conversations WHERE conversations.person = people.person AND conversations.number = asked.number
        )
        ORDER BY account, id FOR SHARE OF people
        """;

    private const string Begin = $"""
        INSERT INTO conversations (person, number, state)
        SELECT DISTINCT people.person, asked.number, ''::bytea FROM people JOIN {Asked} USING (account, id) ORDER BY 1, 2
        ON CONFLICT DO NOTHING
        """;

    /// <summary>
    /// Whose conversations they are too: whoever makes somebody somebody else takes the conversation away, so that what is held belongs to
    /// whom the row says.
    /// </summary>
    private const string Hold = $"""
        SELECT person, number, state, due_at, length(state) = 0 AND EXISTS (
            SELECT FROM people JOIN known_contacts AS known ON known.id = people.id AND known.account IN (people.account, '')
            WHERE people.person = conversations.person
        ), account, id
        FROM {Asked} JOIN people USING (account, id) JOIN conversations USING (person, number)
        ORDER BY person, number FOR UPDATE OF conversations
        """;

    private const string Update = """
        UPDATE conversations SET state = changed.state, due_at = changed.due_at
        FROM unnest($1, $2, $3, $4) AS changed (person, number, state, due_at)
        WHERE conversations.person = changed.person AND conversations.number = changed.number
        """;

    /// <summary>Within the transaction of the intake, after people and before events.</summary>
    public static async Task<Conversed> ConverseAsync(
        NpgsqlConnection connection,
        IReadOnlyList<IntakeItem> taken,
        PersonLedger? ledger,
        IConversing? conversing,
        BegunConversations begun,
        CancellationToken cancellationToken
    )
    {
        var places = taken.Select(item => PlaceOf(item, ledger)).ToList();
        var asked = places.OfType<Place>().Distinct().ToList();
        if (conversing is null || asked.Count == 0)
        {
            return conversing?.ConverseNone(taken) ?? new Conversed(taken, []);
        }

        for (var attempt = 1; ; attempt++)
        {
            var toBegin = attempt == 1 ? asked.FindAll(place => !begun.Contains(place.GetHashCode())) : asked;
            var (people, rows) = await HoldAsync(connection, asked, toBegin, cancellationToken);
            var keys = places.ConvertAll(place => KeyOf(place, people));
            if (keys.TrueForAll(key => key is not { } known || rows.ContainsKey(known)))
            {
                asked.ForEach(place => begun.Add(place.GetHashCode()));
                List<TakenItem> items = [.. taken.Zip(keys, (item, key) => new TakenItem(item, key))];
                var known = await PostgresPeople.FindPersonsAsync(connection, conversing.Unidentified(items), cancellationToken);
                return conversing.Converse(items, rows, known);
            }

            if (attempt == Attempts)
            {
                throw new StorageException("Who is who changes faster than a group can be taken in; it is tried again.");
            }
        }
    }

    public static NpgsqlBatchCommand UpdateCommand(IReadOnlyList<ConversationRow> changed) =>
        new(Update)
        {
            Parameters =
            {
                PostgresValue.Column(NpgsqlDbType.Uuid, changed, row => row.Key.Person),
                PostgresValue.Column(NpgsqlDbType.Text, changed, row => PostgresText.Of(row.Key.Number)),
                PostgresValue.Column(NpgsqlDbType.Bytea, changed, row => row.State),
                PostgresValue.Column(NpgsqlDbType.Bigint, changed, row => row.DueAt?.ToUnixTimeMilliseconds()),
            },
        };

    /// <summary>The row of a query that begins with person, number, state and due time.</summary>
    public static ConversationRow RowAt(NpgsqlDataReader reader, bool isKnownContact = false) =>
        new(
            new ConversationRowKey(reader.GetGuid(0), reader.GetString(1)),
            reader.GetFieldValue<byte[]>(2),
            reader.IsDBNull(3) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(3)),
            isKnownContact
        );

    private static Place? PlaceOf(IntakeItem item, PersonLedger? ledger) =>
        item is { Conversation: { } number, Clue: { } clue } ? new Place(ledger?.Current(clue.Id) ?? clue.Id, number) : null;

    private static ConversationRowKey? KeyOf(Place? place, Dictionary<PersonId, Guid> people) =>
        place is not { } known ? null : new ConversationRowKey(people.GetValueOrDefault(known.Id), known.Number);

    private static async Task<(Dictionary<PersonId, Guid>, Dictionary<ConversationRowKey, ConversationRow>)> HoldAsync(
        NpgsqlConnection connection,
        List<Place> asked,
        List<Place> toBegin,
        CancellationToken cancellationToken
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        if (toBegin.Count > 0)
        {
            AddBeginning(batch, toBegin);
        }

        batch.BatchCommands.Add(Command(Hold, asked));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (toBegin.Count > 0)
        {
            await reader.NextResultAsync(cancellationToken); // the first one says who is shared
        }

        var (people, rows) = (new Dictionary<PersonId, Guid>(), new Dictionary<ConversationRowKey, ConversationRow>());
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = RowAt(reader, reader.GetBoolean(4));
            rows.TryAdd(row.Key, row);
            people.TryAdd(new PersonId(reader.GetString(5), reader.GetString(6)), row.Key.Person);
        }

        return (people, rows);
    }

    private static void AddBeginning(NpgsqlBatch batch, List<Place> places)
    {
        var introduce = new NpgsqlBatchCommand(Introduce);
        PostgresPeople.AddIds(introduce, places.ConvertAll(place => place.Id));
        introduce.Parameters.Add(PostgresValue.Column(NpgsqlDbType.Uuid, places, _ => Guid.CreateVersion7()));
        batch.BatchCommands.Add(introduce);
        batch.BatchCommands.Add(Command(Share, places));
        batch.BatchCommands.Add(Command(Begin, places));
    }

    private static NpgsqlBatchCommand Command(string sql, List<Place> asked)
    {
        var command = new NpgsqlBatchCommand(sql);
        PostgresPeople.AddIds(command, asked.ConvertAll(place => place.Id));
        command.Parameters.Add(PostgresValue.Column(NpgsqlDbType.Text, asked, place => PostgresText.Of(place.Number)));
        return command;
    }

    /// <summary>An id in whose conversation with a number something happened.</summary>
    private readonly record struct Place(PersonId Id, string Number);
}
