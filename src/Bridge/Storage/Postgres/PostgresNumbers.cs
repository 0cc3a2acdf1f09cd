using Npgsql;

namespace Bridge.Storage.Postgres;

/// <summary>Which business account each business number belongs to.</summary>
internal static class PostgresNumbers
{
    public static async Task<string?> FindAsync(NpgsqlConnection connection, string number, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT account FROM number_accounts WHERE number = $1", connection);
        command.Parameters.Add(PostgresValue.Of(number));
        return (string?)await command.ExecuteScalarAsync(cancellationToken);
    }

    public static async Task<int> WriteAsync(
        NpgsqlConnection connection,
        string number,
        string account,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            "INSERT INTO number_accounts (number, account) VALUES ($1, $2) ON CONFLICT (number) DO UPDATE SET account = excluded.account",
            connection
        );
        command.Parameters.Add(PostgresValue.Of(number));
        command.Parameters.Add(PostgresValue.Of(account));
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
