using Bridge.Core.Conversations;
using Bridge.Storage;
using Bridge.Storage.Administration;

namespace Bridge.DeadLetters;

/// <summary>Who somebody is, by which ids they are known, and how their conversations are: forgotten when they are erased.</summary>
internal sealed class PersonIdentity(AdminDatabase database)
{
    private const string OfPerson = "WHERE person IN (SELECT person FROM people WHERE account = @account AND id = @id)";

    /// <param name="ids">All that are known of them, without a plus.</param>
    /// <param name="unlessSince">Who is known only by what happened later stays known; null to forget whoever it is.</param>
    /// <returns>How many ids were known.</returns>
    public async Task<int> ForgetAsync(IEnumerable<string> ids, DateTimeOffset? unlessSince, CancellationToken cancellationToken)
    {
        var names = ids.SelectMany(id => new[] { id, "+" + id })
            .SelectMany(name => new[] { name, StoredText.Key(name) })
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        var known = await database.ReadAsync(
            connection =>
                connection.QueryAsync<(string Account, string Id)>(
                    $"SELECT account, id FROM people WHERE {PersonSearch.KnownBy(connection)}",
                    new { names }
                ),
            cancellationToken
        );
        return await database.WriteAsync(connection => ForgetAsync(connection, names, known, unlessSince), cancellationToken);
    }

    private static async Task<int> ForgetAsync(
        AdminConnection connection,
        string[] names,
        List<(string Account, string Id)> known,
        DateTimeOffset? unlessSince
    )
    {
        var (forgotten, stays) = (0, false);
        foreach (var (account, id) in known)
        {
            var person = new { account, id };
            await connection.QueryAsync<string>(
                $"SELECT id FROM people {OfPerson} ORDER BY account, id {connection.Dialect.ForUpdate}",
                person
            );
            if (unlessSince is { } moment && await BeganSinceAsync(connection, person, moment))
            {
                stays = true;
                continue;
            }

            forgotten += await ForgetAsync(connection, person);
        }

        if (!stays)
        {
            await ForgetNamesAsync(connection, names);
        }

        return forgotten;
    }

    /// <summary>What is kept by an id alone.</summary>
    private static async Task ForgetNamesAsync(AdminConnection connection, string[] names)
    {
        foreach (var table in (string[])["known_contacts", "clicks", "opt_outs"])
        {
            await connection.ExecuteAsync($"DELETE FROM {table} WHERE {connection.Dialect.OneOf("id", "@names")}", new { names });
        }
    }

    /// <summary>Whoever is behind an id, with all their ids and conversations; the locks in the order in which intake takes them.</summary>
    private static async Task<int> ForgetAsync(AdminConnection connection, object person)
    {
        await connection.ExecuteAsync($"DELETE FROM conversations {OfPerson}", person);
        return await connection.ExecuteAsync($"DELETE FROM people {OfPerson}", person);
    }

    private static async Task<bool> BeganSinceAsync(AdminConnection connection, object person, DateTimeOffset moment)
    {
        var states = await connection.QueryAsync<byte[]>($"SELECT state FROM conversations {OfPerson}", person);
        return states.Count > 0 && states.TrueForAll(state => ConversationState.Read(state).IsSince(moment));
    }
}
