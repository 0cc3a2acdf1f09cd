using Npgsql;
using NpgsqlTypes;

namespace Bridge.Storage.Postgres;

/// <summary>
/// The conversations that a group moves. Whoever moves one meanwhile is noticed when it is written (<see cref="ReadConversations"/>), or,
/// where that is to be expected, waits until the commit.
/// </summary>
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
    /// Whose conversations they are too: whoever makes somebody somebody else takes the conversation away, so that what is still there when
    /// it is written belongs to whom the row says.
    /// </summary>
    private const string Read = """
        SELECT place, person, state, due_at, conversations.ctid, conversations.xmin, length(state) = 0 AND EXISTS (
            SELECT FROM people JOIN known_contacts AS known ON known.id = people.id AND known.account IN (people.account, '')
            WHERE people.person = conversations.person
        )
        FROM unnest($1, $2, $3) WITH ORDINALITY AS asked (account, id, number, place)
        JOIN people USING (account, id) JOIN conversations USING (person, number)
        ORDER BY person, number
        """;

    private const string Hold = $"{Read} FOR UPDATE OF conversations";

    /// <summary>Within the transaction of the intake, after people and before events.</summary>
    /// <param name="isLocking">Others are kept from the conversations until the commit.</param>
    /// <returns>What became of items and conversations, and those as they were read, which are written last.</returns>
    public static async Task<(Conversed Conversed, ReadConversations Read)> ConverseAsync(
        NpgsqlConnection connection,
        IReadOnlyList<IntakeItem> taken,
        PersonLedger? ledger,
        IConversing? conversing,
        BegunConversations begun,
        bool isLocking,
        CancellationToken cancellationToken
    )
    {
        var places = taken.Select(item => PlaceOf(item, ledger)).ToList();
        var asked = places.OfType<Place>().Distinct().ToList();
        if (conversing is null || asked.Count == 0)
        {
            return (conversing?.ConverseNone(taken) ?? new Conversed(taken, []), new ReadConversations());
        }

        for (var attempt = 1; ; attempt++)
        {
            var toBegin = attempt == 1 ? asked.FindAll(place => !begun.Contains(place.GetHashCode())) : asked;
            var (people, read) = await ReadAsync(connection, asked, toBegin, isLocking, cancellationToken);
            var keys = places.ConvertAll(place => KeyOf(place, people));
            if (keys.TrueForAll(key => key is not { } known || read.Rows.ContainsKey(known)))
            {
                asked.ForEach(place => begun.Add(place.GetHashCode()));
                List<TakenItem> items = [.. taken.Zip(keys, (item, key) => new TakenItem(item, key))];
                var known = await PostgresPeople.FindPersonsAsync(connection, conversing.Unidentified(items), cancellationToken);
                return (conversing.Converse(items, read.Rows, known), read);
            }

            if (attempt == Attempts)
            {
                throw new StorageException("Who is who changes faster than a group can be taken in; it is tried again.");
            }
        }
    }

    /// <summary>The row of a query that begins with person, number, state and due time.</summary>
    public static ConversationRow RowAt(NpgsqlDataReader reader) =>
        new(new ConversationRowKey(reader.GetGuid(0), reader.GetString(1)), reader.GetFieldValue<byte[]>(2), TimeAt(reader, 3));

    private static DateTimeOffset? TimeAt(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    private static Place? PlaceOf(IntakeItem item, PersonLedger? ledger) =>
        item is { Conversation: { } number, Clue: { } clue } ? new Place(ledger?.Current(clue.Id) ?? clue.Id, number) : null;

    private static ConversationRowKey? KeyOf(Place? place, Dictionary<PersonId, Guid> people) =>
        place is not { } known ? null : new ConversationRowKey(people.GetValueOrDefault(known.Id), known.Number);

    private static async Task<(Dictionary<PersonId, Guid>, ReadConversations)> ReadAsync(
        NpgsqlConnection connection,
        List<Place> asked,
        List<Place> toBegin,
        bool isLocking,
        CancellationToken cancellationToken
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        if (toBegin.Count > 0)
        {
            AddBeginning(batch, toBegin);
        }

        batch.BatchCommands.Add(Command(isLocking ? Hold : Read, asked));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (toBegin.Count > 0)
        {
            await reader.NextResultAsync(cancellationToken); // the first one says who is shared
        }

        var (people, read) = (new Dictionary<PersonId, Guid>(), new ReadConversations());
        while (await reader.ReadAsync(cancellationToken))
        {
            var (place, person) = (asked[(int)reader.GetInt64(0) - 1], reader.GetGuid(1));
            var key = new ConversationRowKey(person, place.Number);
            var row = new ConversationRow(key, reader.GetFieldValue<byte[]>(2), TimeAt(reader, 3), reader.GetBoolean(6));
            read.Add(row, reader, column: 4);
            people.TryAdd(place.Id, person);
        }

        return (people, read);
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
