using Npgsql;
using NpgsqlTypes;

namespace Bridge.Storage.Postgres;

/// <summary>Whose each click was.</summary>
internal static class PostgresClicks
{
    /// <summary>Clicks forgotten in one transaction.</summary>
    private const int Step = 500;

    private const string Remember = """
        INSERT INTO clicks (click, account, id, at)
        SELECT click, account, id, at FROM unnest($1, $2, $3, $4) AS told (click, account, id, at) ORDER BY click
        ON CONFLICT (click) DO UPDATE SET account = excluded.account, id = excluded.id, at = excluded.at
        """;

    public static NpgsqlBatchCommand RememberCommand(IReadOnlyList<Click> clicks) =>
        new(Remember)
        {
            Parameters =
            {
                PostgresValue.Column(NpgsqlDbType.Uuid, clicks, click => click.Id),
                PostgresValue.Column(NpgsqlDbType.Text, clicks, click => PostgresText.Of(click.By.Account)),
                PostgresValue.Column(NpgsqlDbType.Text, clicks, click => PostgresText.Of(click.By.Id)),
                PostgresValue.Column(NpgsqlDbType.Bigint, clicks, click => click.At.ToUnixTimeMilliseconds()),
            },
        };

    public static async Task<Dictionary<Guid, PersonId>> FindAsync(
        NpgsqlConnection connection,
        Guid[] clicks,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<Guid, PersonId>();
        await using var command = new NpgsqlCommand("SELECT click, account, id FROM clicks WHERE click = ANY ($1)", connection)
        {
            Parameters = { PostgresValue.Of(clicks) },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found[reader.GetGuid(0)] = new PersonId(reader.GetString(1), reader.GetString(2));
        }

        return found;
    }

    /// <returns>Whether there may be more.</returns>
    public static async Task<bool> ForgetAsync(NpgsqlConnection connection, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "DELETE FROM clicks WHERE click IN (SELECT click FROM clicks WHERE at < $1 ORDER BY click LIMIT $2 FOR UPDATE SKIP LOCKED)",
            connection
        )
        {
            Parameters = { PostgresValue.Of(before.ToUnixTimeMilliseconds()), PostgresValue.Of(Step) },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken) == Step;
    }
}
