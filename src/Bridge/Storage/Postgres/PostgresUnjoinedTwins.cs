using Bridge.Core.Capture;
using Npgsql;
using NpgsqlTypes;

namespace Bridge.Storage.Postgres;

/// <summary>
/// Which of Meta's events are no repetitions although their ids were seen: a CRM alone had told under them, of somebody else.
/// </summary>
internal static class PostgresUnjoinedTwins
{
    /// <remarks>After the statement that remembers the ids, which waited for whoever took in the CRM's at the same moment.</remarks>
    private const string FindNews = """
        WITH incoming AS (
            SELECT * FROM unnest($1, $2, $3) AS item (id, unjoined, displaced)
        ),
        unjoined AS MATERIALIZED ( -- few, of which alone it is asked whom they are about
            SELECT id, displaced FROM incoming WHERE EXISTS (SELECT FROM seen WHERE seen.id = incoming.unjoined)
        ),
        fresh AS (
            INSERT INTO seen (day, id)
            SELECT today.day, unjoined.displaced
            FROM unjoined, (SELECT max(day) AS day FROM seen_days) AS today
            WHERE NOT EXISTS (SELECT FROM seen AS earlier WHERE earlier.id = unjoined.displaced AND earlier.day < today.day)
            ORDER BY unjoined.displaced
            ON CONFLICT DO NOTHING
            RETURNING id
        )
        SELECT unjoined.id, NOT EXISTS (
            SELECT FROM unnest($4, $5) AS told (id, mark)
            WHERE told.id = unjoined.id AND EXISTS (SELECT FROM seen WHERE seen.id = told.mark)
        )
        FROM unjoined JOIN fresh ON fresh.id = unjoined.displaced
        """;

    private const string RememberMarks = """
        INSERT INTO seen (day, id)
        SELECT today.day, mark.id FROM unnest($1) AS mark (id), (SELECT max(day) AS day FROM seen_days) AS today
        ORDER BY mark.id
        ON CONFLICT DO NOTHING
        """;

    /// <param name="fresh">What was never seen; gets what is news of Meta's.</param>
    /// <returns>What Meta tells after a CRM's telling of the same person left.</returns>
    public static async Task<HashSet<Guid>> AddNewsAsync(
        NpgsqlConnection connection,
        List<IntakeItem> items,
        HashSet<Guid> fresh,
        CancellationToken cancellationToken
    )
    {
        // What is asked of each, under the id under which a CRM told.
        var repeated = items
            .Where(UnjoinedTwins.IsMetas)
            .Select(item => fresh.Contains(item.Id) && item.AlsoToldAs is { } other ? item with { Id = other } : item)
            .Where(item => !fresh.Contains(item.Id))
            .ToList();
        if (repeated.Count == 0)
        {
            return [];
        }

        var people = repeated.SelectMany(item => UnjoinedTwins.MarksOfPerson(item).Select(mark => (item.Id, Mark: mark))).ToList();
        await using var command = new NpgsqlCommand(FindNews, connection)
        {
            Parameters =
            {
                PostgresValue.Column(NpgsqlDbType.Uuid, repeated, item => item.Id),
                PostgresValue.Column(NpgsqlDbType.Uuid, repeated, item => UnjoinedTwin.IdOf(item.Id)),
                PostgresValue.Column(NpgsqlDbType.Uuid, repeated, item => UnjoinedTwin.MarkOfMetas(item.Id)),
                PostgresValue.Column(NpgsqlDbType.Uuid, people, told => told.Id),
                PostgresValue.Column(NpgsqlDbType.Uuid, people, told => told.Mark),
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var late = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            (reader.GetBoolean(1) ? fresh : late).Add(reader.GetGuid(0));
        }

        foreach (var item in items.Where(item => item.AlsoToldAs is { } other && late.Contains(other)))
        {
            late.Add(item.Id);
            fresh.Remove(item.Id);
        }

        return late;
    }

    /// <summary>Remembers what CRMs told and what leaves without Meta's.</summary>
    public static NpgsqlBatchCommand RememberCommand(List<IntakeItem> items) =>
        new(RememberMarks)
        {
            Parameters = { PostgresValue.Column(NpgsqlDbType.Uuid, [.. items.SelectMany(UnjoinedTwins.MarksOf)], mark => mark) },
        };
}
