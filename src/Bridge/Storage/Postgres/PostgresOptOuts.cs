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

    /// <summary>Whoever made the click is known by all their ids.</summary>
    private const string Stopped = """
        SELECT click FROM clicks JOIN opt_outs ON opt_outs.account = clicks.account AND opt_outs.is_out
        WHERE clicks.click = ANY ($1) AND (opt_outs.id = clicks.id OR opt_outs.id IN (
            SELECT other.id FROM people AS own JOIN people AS other ON other.person = own.person AND other.account = own.account
            WHERE own.account = clicks.account AND own.id = clicks.id))
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
