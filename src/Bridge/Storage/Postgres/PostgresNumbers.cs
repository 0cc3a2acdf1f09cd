using System.Collections.Frozen;
using Dapper;
using Npgsql;

namespace Bridge.Storage.Postgres;

/// <summary>Which business account each business number belongs to.</summary>
internal static class PostgresNumbers
{
    /// <summary>Ids that are taken to the account in one transaction.</summary>
    private const int Step = 500;

    /// <summary>A number that belongs to itself is one whose account is not known.</summary>
    private const string Reserve = "INSERT INTO number_accounts (number, account) VALUES ($1, $1) ON CONFLICT (number) DO NOTHING";

    private const string Hold = "SELECT account FROM number_accounts WHERE number = $1 FOR SHARE";

    public static async Task<string?> FindAsync(NpgsqlConnection connection, string number, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT account FROM number_accounts WHERE number = $1 AND account <> number",
            connection
        );
        command.Parameters.Add(PostgresValue.Of(number));
        return (string?)await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>
    /// Within the transaction of the intake: the accounts of those of which they are known. Of the others nobody learns them before the
    /// commit, so that whoever does finds the people who were named under the number alone.
    /// </summary>
    public static async Task<Dictionary<string, string>> HoldAsync(
        NpgsqlConnection connection,
        string[] numbers,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var number in numbers.Order(StringComparer.Ordinal))
        {
            await using var batch = new NpgsqlBatch(connection)
            {
                BatchCommands =
                {
                    new NpgsqlBatchCommand(Reserve) { Parameters = { PostgresValue.Of(number) } },
                    new NpgsqlBatchCommand(Hold) { Parameters = { PostgresValue.Of(number) } },
                },
            };
            if (await batch.ExecuteScalarAsync(cancellationToken) is string account && account != number)
            {
                found.Add(number, account);
            }
        }

        return found;
    }

    /// <summary>Remembers it, and then takes to the account whoever was known under the number alone.</summary>
    public static async Task RememberAsync(
        PostgresDatabase database,
        string number,
        string account,
        IConversing conversing,
        CancellationToken cancellationToken
    )
    {
        await database.RunAsync((connection, token) => WriteAsync(connection, number, account, token), cancellationToken);
        while (await database.RunAsync(MoveAsync, cancellationToken) == Step) { }

        Task<int> MoveAsync(NpgsqlConnection connection, CancellationToken token) =>
            MovePeopleAsync(connection, number, account, conversing, token);
    }

    private static async Task<int> WriteAsync(
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

    /// <returns>How many ids are under the account from now on.</returns>
    private static async Task<int> MovePeopleAsync(
        NpgsqlConnection connection,
        string number,
        string account,
        IConversing conversing,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, cancellationToken);
        var ids = await FindPeopleAsync(connection, number, cancellationToken);
        var people = FrozenDictionary<PersonId, KnownPerson?>.Empty;
        var lessons = new PersonLessons(ids.Select(id => PersonClue.OfAccount(number, account, id)), people);
        await PostgresPersons.LearnAsync(connection, lessons, people, [], conversing, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ids.Count;
    }

    private static async Task<List<string>> FindPeopleAsync(
        NpgsqlConnection connection,
        string number,
        CancellationToken cancellationToken
    ) =>
        (
            await connection.QueryAsync<string>(
                new CommandDefinition(
                    "SELECT id FROM people WHERE account = @number ORDER BY id LIMIT @limit",
                    new { number, limit = Step },
                    cancellationToken: cancellationToken
                )
            )
        ).AsList();
}
