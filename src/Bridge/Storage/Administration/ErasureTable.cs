namespace Bridge.Storage.Administration;

/// <summary>
/// Who was erased lately: what of them was still on its way then (in a spool, in the broker, with Meta) is erased when it arrives.
/// </summary>
/// <remarks>The one place that still knows the person's ids; nothing else could tell what is theirs.</remarks>
internal static class ErasureTable
{
    /// <summary>How long what arrives is looked through. Meta repeats for 7 days.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(8);

    public static async Task AddAsync(AdminConnection connection, IEnumerable<string> persons, DateTimeOffset now)
    {
        await connection.ExecuteAsync("DELETE FROM erasures WHERE asked_at < @oldest", new { oldest = Oldest(now) });
        foreach (var person in persons)
        {
            await connection.ExecuteAsync(
                "INSERT INTO erasures (person, asked_at) VALUES (@person, @now) ON CONFLICT (person) DO UPDATE "
                    + "SET asked_at = excluded.asked_at, looked_again = 0",
                new { person = connection.Dialect.Text(person), now = now.ToUnixTimeMilliseconds() }
            );
        }
    }

    /// <returns>Every id erased lately, and when that was asked: milliseconds since 1970.</returns>
    public static Task<List<(string Person, long AskedAt)>> ReadAsync(AdminConnection connection, DateTimeOffset now) =>
        connection.QueryAsync<(string Person, long AskedAt)>(
            "SELECT person, asked_at FROM erasures WHERE asked_at >= @oldest",
            new { oldest = Oldest(now) }
        );

    /// <returns>The ids erased before then for which nobody has looked a second time, and when that was asked.</returns>
    public static Task<List<(string Person, long AskedAt)>> ReadToLookAgainAsync(AdminConnection connection, DateTimeOffset before) =>
        connection.QueryAsync<(string Person, long AskedAt)>(
            "SELECT person, asked_at FROM erasures WHERE looked_again = 0 AND asked_at <= @before",
            new { before = before.ToUnixTimeMilliseconds() }
        );

    /// <summary>Somebody has looked a second time; and what is too old is forgotten.</summary>
    public static async Task<int> LookedAgainAsync(AdminConnection connection, IEnumerable<string> persons, DateTimeOffset now)
    {
        await connection.ExecuteAsync(
            $"UPDATE erasures SET looked_again = 1 WHERE {connection.Dialect.OneOf("person", "@persons")}",
            new { persons = persons.ToArray() }
        );
        return await connection.ExecuteAsync("DELETE FROM erasures WHERE asked_at < @oldest", new { oldest = Oldest(now) });
    }

    private static long Oldest(DateTimeOffset now) => (now - KeptFor).ToUnixTimeMilliseconds();
}
