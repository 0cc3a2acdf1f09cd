using Npgsql;
using NpgsqlTypes;

namespace Bridge.Storage.Postgres;

/// <summary>Who has opted out.</summary>
internal static class PostgresOptOuts
{
    private const string Add = """
        INSERT INTO opt_outs AS known (account, id, at, is_out)
        SELECT account, id, at, is_out FROM unnest($1, $2, $3, $4) AS told (account, id, at, is_out) ORDER BY account, id
        ON CONFLICT (account, id) DO UPDATE SET at = excluded.at, is_out = excluded.is_out WHERE excluded.at >= known.at
        """;

    /// <summary>
    /// The clicks of people whose last word is that they opted out, by whichever of their ids. An empty account stands for all of them: a
    /// CRM did not say of which. Of two words of one moment the one that keeps more to itself counts.
    /// </summary>
    private const string Stopped = """
        WITH known AS (
            SELECT click, account, id FROM clicks WHERE click = ANY ($1)
            UNION
            SELECT clicks.click, other.account, other.id FROM clicks
            JOIN people AS own ON own.account = clicks.account AND own.id = clicks.id
            JOIN people AS other ON other.person = own.person AND other.account = own.account
            WHERE clicks.click = ANY ($1)),
        words AS (
            SELECT DISTINCT ON (click) click, is_out FROM known
            JOIN opt_outs ON opt_outs.id = known.id AND opt_outs.account IN (known.account, '')
            ORDER BY click, at DESC, is_out DESC)
        SELECT click FROM words WHERE is_out
        """;

    public static NpgsqlBatchCommand AddCommand(IReadOnlyList<OptOut> words) =>
        new(Add)
        {
            Parameters =
            {
                PostgresValue.Column(NpgsqlDbType.Text, words, word => PostgresText.Of(word.Who.Account)),
                PostgresValue.Column(NpgsqlDbType.Text, words, word => PostgresText.Of(word.Who.Id)),
                PostgresValue.Column(NpgsqlDbType.Bigint, words, word => word.At.ToUnixTimeMilliseconds()),
                PostgresValue.Column(NpgsqlDbType.Boolean, words, word => word.IsOut),
            },
        };

    /// <summary>Items without what Meta must not hear.</summary>
    public static async Task<IReadOnlyList<IntakeItem>> LeaveOutAsync(
        NpgsqlConnection connection,
        IReadOnlyList<IntakeItem> items,
        CancellationToken cancellationToken
    ) => ConversionCopy.LeaveOut(items, await FindStoppedAsync(connection, ConversionCopy.ClicksOf(items), cancellationToken));

    /// <summary>The clicks of people who have opted out.</summary>
    public static async Task<HashSet<Guid>> FindStoppedAsync(
        NpgsqlConnection connection,
        IReadOnlyCollection<Guid> clicks,
        CancellationToken cancellationToken
    )
    {
        var stopped = new HashSet<Guid>();
        if (clicks.Count == 0)
        {
            return stopped;
        }

        await using var command = new NpgsqlCommand(Stopped, connection) { Parameters = { PostgresValue.Of(clicks.ToArray()) } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            stopped.Add(reader.GetGuid(0));
        }

        return stopped;
    }
}
