using System.Runtime.InteropServices;
using Npgsql;
using NpgsqlTypes;

namespace Bridge.Storage.Postgres;

/// <summary>
/// The conversations that a group moves. Whoever moved one since it was read is noticed when it is written
/// (<see cref="ReadConversations"/>), or, where that is to be expected, waits until the commit.
/// </summary>
internal static class PostgresConversations
{
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
        SELECT place, person, state, due_at, conversations.xmin, length(state) = 0 AND EXISTS (
            SELECT FROM people JOIN known_contacts AS known ON known.id = people.id AND known.account IN (people.account, '')
            WHERE people.person = conversations.person
        )
        FROM unnest($1, $2, $3) WITH ORDINALITY AS asked (account, id, number, place)
        JOIN people USING (account, id) JOIN conversations USING (person, number)
        ORDER BY person, number
        """;

    private const string Hold = $"{Read} FOR UPDATE OF conversations";

    /// <summary>Within the transaction of the intake, after people and before events.</summary>
    /// <param name="known">Where they are looked for first; null to read all.</param>
    /// <param name="isLocking">Others are kept from the conversations until the commit.</param>
    /// <returns>
    /// What became of items and conversations, and those as they were read, which are written last; null where somebody turned out to be
    /// somebody else meanwhile. Then the transaction must begin again: people are held before conversations, and those are held by now.
    /// </returns>
    public static async Task<(Conversed Conversed, ReadConversations Read)?> ConverseAsync(
        NpgsqlConnection connection,
        IReadOnlyList<IntakeItem> taken,
        PersonLedger? ledger,
        IConversing? conversing,
        BegunConversations begun,
        KnownConversations? known,
        bool isLocking,
        CancellationToken cancellationToken
    )
    {
        var places = taken.Select(item => PlaceOf(item, ledger)).ToList();
        var asked = places.OfType<ConversationPlace>().Distinct().ToList();
        if (conversing is null || asked.Count == 0)
        {
            return (conversing?.ConverseNone(taken) ?? new Conversed(taken, []), new ReadConversations());
        }

        var (keys, read) = Recall(asked, known);
        var toRead = keys.Count == 0 ? asked : asked.FindAll(place => !keys.ContainsKey(place));
        var toBegin = toRead.FindAll(place => !begun.Contains(place.GetHashCode()));
        await ReadAsync(connection, toRead, toBegin, isLocking, keys, read, cancellationToken);
        var isWhole = keys.Count == asked.Count; // otherwise those that were begun go with the transaction, and the next one begins all
        toRead.ForEach(place => begun.Set(place.GetHashCode(), isWhole));
        if (!isWhole)
        {
            return null;
        }

        var items = Taken(taken, places, keys);
        var people = await PostgresPeople.FindPersonsAsync(connection, conversing.Unidentified(items), cancellationToken);
        return (conversing.Converse(items, read.Rows, people), read);
    }

    /// <summary>The row of a query that begins with person, number, state and due time.</summary>
    public static ConversationRow RowAt(NpgsqlDataReader reader) =>
        new(new ConversationRowKey(reader.GetGuid(0), reader.GetString(1)), reader.GetFieldValue<byte[]>(2), TimeAt(reader, 3));

    private static DateTimeOffset? TimeAt(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    /// <param name="ledger">Null where nothing is learned of people.</param>
    public static ConversationPlace? PlaceOf(IntakeItem item, PersonLedger? ledger) =>
        item is { Conversation: { } number, Clue: { } clue } ? new ConversationPlace(ledger?.Current(clue.Id) ?? clue.Id, number) : null;

    public static List<TakenItem> Taken(
        IReadOnlyList<IntakeItem> items,
        List<ConversationPlace?> places,
        Dictionary<ConversationPlace, ConversationRowKey> keys
    ) => [.. items.Zip(places, (item, place) => new TakenItem(item, place is { } at ? keys[at] : null))];

    /// <summary>Those that this process knows.</summary>
    public static (Dictionary<ConversationPlace, ConversationRowKey> Keys, ReadConversations Read) Recall(
        List<ConversationPlace> asked,
        KnownConversations? known
    )
    {
        var (keys, read) = (new Dictionary<ConversationPlace, ConversationRowKey>(asked.Count), new ReadConversations(asked.Count));
        foreach (var place in known is null ? [] : asked)
        {
            if (known!.Find(place) is var (row, version))
            {
                keys.Add(place, row.Key);
                read.Add(row, version, place);
            }
        }

        return (keys, read);
    }

    /// <summary>Adds those that are in the database, and begins those that are not.</summary>
    private static async Task ReadAsync(
        NpgsqlConnection connection,
        List<ConversationPlace> asked,
        List<ConversationPlace> toBegin,
        bool isLocking,
        Dictionary<ConversationPlace, ConversationRowKey> keys,
        ReadConversations read,
        CancellationToken cancellationToken
    )
    {
        if (asked.Count == 0)
        {
            return;
        }

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

        while (await reader.ReadAsync(cancellationToken))
        {
            var (place, person) = (asked[(int)reader.GetInt64(0) - 1], reader.GetGuid(1));
            var key = new ConversationRowKey(person, place.Number);
            var row = new ConversationRow(key, reader.GetFieldValue<byte[]>(2), TimeAt(reader, 3), reader.GetBoolean(5));
            read.Add(row, ConversationVersion.At(reader, column: 4), place);
            keys.TryAdd(place, key);
        }
    }

    private static void AddBeginning(NpgsqlBatch batch, List<ConversationPlace> places)
    {
        var introduce = new NpgsqlBatchCommand(Introduce);
        PostgresPeople.AddIds(introduce, places.ConvertAll(place => place.Id));
        introduce.Parameters.Add(PostgresValue.Column(NpgsqlDbType.Uuid, places, _ => Guid.CreateVersion7()));
        batch.BatchCommands.Add(introduce);
        batch.BatchCommands.Add(Command(Share, places));
        batch.BatchCommands.Add(Command(Begin, places));
    }

    private static NpgsqlBatchCommand Command(string sql, List<ConversationPlace> asked)
    {
        var command = new NpgsqlBatchCommand(sql);
        PostgresPeople.AddIds(command, asked.ConvertAll(place => place.Id));
        command.Parameters.Add(PostgresValue.Column(NpgsqlDbType.Text, asked, place => PostgresText.Of(place.Number)));
        return command;
    }
}

/// <summary>An id in whose conversation with a number something happened.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ConversationPlace(PersonId Id, string Number);
