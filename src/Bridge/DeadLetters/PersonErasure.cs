using System.Text;
using System.Text.RegularExpressions;
using Bridge.Identity;
using Bridge.Intake;
using Bridge.Storage;
using Bridge.Storage.Administration;
using Dapper;
using Microsoft.Extensions.Options;

namespace Bridge.DeadLetters;

/// <summary>
/// Removes a person from every table that may hold one: looks beside the writer, and deletes in steps that hold it briefly.
/// </summary>
/// <remarks>
/// In the order in which things move (deferred, queued, dead), so that what moves meanwhile is found where it has come to; and again, until
/// nothing is found.
/// </remarks>
internal sealed class PersonErasure(
    AdminDatabase database,
    BriefSteps steps,
    PersonMentions mentions,
    PendingErasures pending,
    IOptions<IdentityOptions> identity,
    TimeProvider time
)
{
    private const int ShortestId = 5;

    /// <summary>Rows deleted in one transaction.</summary>
    private const int Step = 200;

    /// <summary>Rows looked at together.</summary>
    private const int Part = 2000;

    /// <summary>Should things move back and forth all the time.</summary>
    private const int MostRounds = 5;

    private static readonly DateTimeOffset Always = DateTimeOffset.MaxValue;

    private static readonly string[] PeopleColumns = ["id", "phone", "bsuid", "parent_bsuid"];

    private readonly Pseudonyms? _pseudonyms = identity.Value.UserId == UserIdKind.Hashed ? new Pseudonyms(identity.Value.Pepper!) : null;

    /// <remarks>Begins with what is to come, so that nothing slips past that is taken in meanwhile.</remarks>
    /// <exception cref="AdminException">The id is too short to mean one person.</exception>
    public async Task<Erasure> EraseAsync(string user, RunningAudit audit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var search = await SearchAsync(user.Trim(), Always, audit, cancellationToken);
        await database.WriteAsync(
            async connection =>
            {
                await ErasureTable.AddAsync(connection, search.Plain, now);
                return await audit.AddAsync(connection, 0);
            },
            cancellationToken
        );
        pending.Renew();
        var identities = await ForgetAsync(search, cancellationToken);
        var (deadLetters, waiting, deferred) = await EraseStoredAsync(search, cancellationToken);
        await mentions.EraseAsync(search.Ids, search.Traces, cancellationToken);
        var spooled = await database.ReadAsync(CountSpooledAsync, cancellationToken);
        return new Erasure(deadLetters, waiting, deferred, identities, spooled, now + ErasureTable.KeptFor);
    }

    /// <summary>For what was being taken in, or was on its way to becoming a dead letter, while the person was erased.</summary>
    /// <param name="receivedUpTo">What was received later is new.</param>
    public async Task LookAgainAsync(string user, DateTimeOffset receivedUpTo, RunningAudit audit, CancellationToken cancellationToken) =>
        await EraseStoredAsync(await SearchAsync(user, receivedUpTo, audit, cancellationToken), cancellationToken);

    private async Task<Search> SearchAsync(
        string user,
        DateTimeOffset receivedUpTo,
        RunningAudit audit,
        CancellationToken cancellationToken
    )
    {
        var plain = await database.ReadAsync(connection => AllIdsAsync(connection, user), cancellationToken);
        List<string> ids =
        [
            .. plain,
            .. _pseudonyms is null ? [] : plain.SelectMany(other => new[] { _pseudonyms.Of(other), _pseudonyms.Of("+" + other) }),
        ];
        return new Search(plain, ids, ids.ConvertAll(Trace), receivedUpTo.ToUnixTimeMilliseconds(), audit);
    }

    private async Task<(long DeadLetters, long Waiting, long Deferred)> EraseStoredAsync(Search search, CancellationToken cancellationToken)
    {
        var all = (DeadLetters: 0L, Waiting: 0L, Deferred: 0L);
        for (var rounds = 0; rounds < MostRounds; rounds++)
        {
            var (deadLetters, waiting, deferred) = await EraseOnceAsync(search, cancellationToken);
            all = (all.DeadLetters + deadLetters, all.Waiting + waiting, all.Deferred + deferred);
            if (deadLetters + waiting + deferred == 0)
            {
                break;
            }
        }

        return all;
    }

    private async Task<(long DeadLetters, long Waiting, long Deferred)> EraseOnceAsync(Search search, CancellationToken cancellationToken)
    {
        var deferred = await database.ReadAsync(
            connection => FindAsync<string>(connection, "deferred", DeferredId(connection), search),
            cancellationToken
        );
        await DeleteAsync(
            search,
            deferred,
            (connection, some) => DeleteAsync(connection, "deferred", DeferredId(connection), some),
            cancellationToken
        );
        var waiting = await FindNumbersAsync("events", search, cancellationToken);
        await DeleteAsync(search, waiting, (connection, some) => DeleteAsync(connection, "events", "seq", some), cancellationToken);
        var deadLetters = await FindNumbersAsync("dead_letters", search, cancellationToken);
        deadLetters.UnionWith(
            await database.ReadAsync(
                connection => FindAsync<long>(connection, "dead_letter_versions", "dead_letter", search),
                cancellationToken
            )
        );
        await DeleteAsync(search, deadLetters, DeleteDeadLettersAsync, cancellationToken);
        return (deadLetters.Count, waiting.Count, deferred.Count);
    }

    /// <summary>
    /// Every id the person is known by: what was given, and what was ever seen beside it.
    /// </summary>
    private static async Task<string[]> AllIdsAsync(AdminConnection connection, string user)
    {
        if (user.Length > AdminLimits.MaxText)
        {
            throw new AdminException(AdminProblem.Invalid, $"user may have {AdminLimits.MaxText} characters, but has {user.Length}.");
        }

        var id = user.TrimStart('+');
        if (id.Length < ShortestId)
        {
            throw new AdminException(
                AdminProblem.Invalid,
                "Name the person by a whole phone number, business-scoped user id or pseudonym: "
                    + "what is shorter could be part of somebody else's."
            );
        }

        var rows = await connection.QueryAsync<PersonRow>(
            $"""
            SELECT id AS Id, phone AS Phone, bsuid AS Bsuid, parent_bsuid AS ParentBsuid FROM people
            WHERE person IN (SELECT person FROM people WHERE {KnownBy(connection)})
            """,
            new { names = new[] { id, "+" + id } }
        );
        var known = rows.SelectMany(row => new[] { row.Id, row.Phone, row.Bsuid, row.ParentBsuid })
            .OfType<string>()
            .Select(other => other.TrimStart('+'));
        return [.. known.Append(id).Where(other => other.Length >= ShortestId).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The id by itself, not as a part of a longer one; a colon may stand before it, as in <c>messenger:</c>.</summary>
    private static Regex Trace(string id) =>
        new($"(?<![A-Za-z0-9.]){Regex.Escape(id)}(?![A-Za-z0-9])", RegexOptions.None, TimeSpan.FromSeconds(2));

    private static string DeferredId(AdminConnection connection) => connection.Dialect.IdText("id");

    /// <summary>Part by part, so that what one person left need not fit into memory at once.</summary>
    private async Task<HashSet<long>> FindNumbersAsync(string table, Search search, CancellationToken cancellationToken)
    {
        var (found, after, isMore) = (new HashSet<long>(), 0L, true);
        while (isMore)
        {
            var rows = await database.ReadAsync(
                connection =>
                    connection.QueryAsync<(long Key, byte[] Payload)>(
                        $"SELECT seq, payload FROM {table} WHERE ({HoldsAny(connection, search.Ids, out var values)}) "
                            + $"AND received_at <= {search.ReceivedUpTo} AND seq > {after} ORDER BY seq LIMIT {Part}",
                        values
                    ),
                cancellationToken
            );
            found.UnionWith(rows.Where(row => Reveals(row.Payload, search.Traces)).Select(row => row.Key));
            (after, isMore) = (rows.LastOrDefault().Key, rows.Count == Part);
        }

        return found;
    }

    private static async Task<HashSet<TKey>> FindAsync<TKey>(AdminConnection connection, string table, string key, Search search)
        where TKey : notnull
    {
        var rows = await connection.QueryAsync<(TKey Key, byte[] Payload)>(
            $"SELECT {key}, payload FROM {table} WHERE ({HoldsAny(connection, search.Ids, out var values)})",
            values
        );
        return [.. rows.Where(row => Reveals(row.Payload, search.Traces)).Select(row => row.Key)];
    }

    private static string HoldsAny(AdminConnection connection, List<string> ids, out DynamicParameters values)
    {
        values = new DynamicParameters();
        for (var i = 0; i < ids.Count; i++)
        {
            values.Add($"id{i}", connection.Dialect.Text(ids[i]));
        }

        return string.Join(" OR ", ids.Select((_, i) => connection.Dialect.Holds("payload", $"@id{i}")));
    }

    private static bool Reveals(byte[] payload, List<Regex> traces)
    {
        var text = Encoding.UTF8.GetString(payload);
        return traces.Exists(trace => trace.IsMatch(text));
    }

    /// <returns>How many ids were known.</returns>
    private async Task<int> ForgetAsync(Search search, CancellationToken cancellationToken)
    {
        var names = search
            .Ids.SelectMany(id => new[] { id, "+" + id })
            .SelectMany(name => new[] { name, StoredText.Key(name) })
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        var known = await database.ReadAsync(
            connection =>
                connection.QueryAsync<(string Account, string Id)>(
                    $"SELECT account, id FROM people WHERE {KnownBy(connection)}",
                    new { names }
                ),
            cancellationToken
        );
        return await database.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync(
                    $"DELETE FROM known_contacts WHERE {connection.Dialect.OneOf("id", "@names")}",
                    new { names }
                );
                var forgotten = 0;
                foreach (var (account, id) in known)
                {
                    forgotten += await ForgetAsync(connection, new { account, id });
                }

                return forgotten;
            },
            cancellationToken
        );
    }

    /// <summary>Whoever is behind an id, with all their ids and conversations; the locks in the order in which intake takes them.</summary>
    private static async Task<int> ForgetAsync(AdminConnection connection, object person)
    {
        const string OfPerson = "WHERE person IN (SELECT person FROM people WHERE account = @account AND id = @id)";
        await connection.QueryAsync<string>(
            $"SELECT id FROM people {OfPerson} ORDER BY account, id {connection.Dialect.ForUpdate}",
            person
        );
        await connection.ExecuteAsync($"DELETE FROM conversations {OfPerson}", person);
        return await connection.ExecuteAsync($"DELETE FROM people {OfPerson}", person);
    }

    private static string KnownBy(AdminConnection connection) =>
        string.Join(" OR ", PeopleColumns.Select(column => connection.Dialect.OneOf(column, "@names")));

    /// <summary>
    /// Webhooks on their way to intake, in whose rows nobody can look for one person; only where the spool is in the same file.
    /// </summary>
    private static async Task<long> CountSpooledAsync(AdminConnection connection) =>
        connection.Dialect.HasSpool ? await connection.FindAsync<long>("SELECT COUNT(*) FROM spool") : 0;

    private async Task DeleteAsync<TKey>(
        Search search,
        HashSet<TKey> keys,
        Func<AdminConnection, TKey[], Task> delete,
        CancellationToken cancellationToken
    )
    {
        foreach (var some in keys.Chunk(Step))
        {
            await steps.WriteAsync(
                async connection =>
                {
                    await delete(connection, some);
                    await search.Audit.AddAsync(connection, some.Length);
                    return some.Length;
                },
                cancellationToken
            );
        }
    }

    /// <remarks>A replay must not wait for dead letters that are no more.</remarks>
    private static async Task DeleteDeadLettersAsync(AdminConnection connection, long[] some)
    {
        await connection.ExecuteAsync(
            $"""
            UPDATE replays SET released = released - (
                SELECT COUNT(*) FROM dead_letters WHERE replay = replays.id AND state = 'replaying' AND {connection.Dialect.OneOf(
                "seq",
                "@some"
            )})
            WHERE id IN (SELECT replay FROM dead_letters WHERE state = 'replaying' AND {connection.Dialect.OneOf("seq", "@some")})
            """,
            new { some }
        );
        await DeleteAsync(connection, "replay_dead_letters", "dead_letter", some);
        await DeleteAsync(connection, "dead_letter_versions", "dead_letter", some);
        await DeleteAsync(connection, "dead_letter_notes", "dead_letter", some);
        await DeleteAsync(connection, "dead_letters", "seq", some);
    }

    private static Task<int> DeleteAsync<TKey>(AdminConnection connection, string table, string key, TKey[] some) =>
        connection.ExecuteAsync($"DELETE FROM {table} WHERE {connection.Dialect.OneOf(key, "@some")}", new { some });

    /// <summary>What is looked for, and where it is noted that it was deleted.</summary>
    /// <param name="Plain">The ids as Meta gives them.</param>
    /// <param name="Ids">Those, and what stands for them when they may not leave.</param>
    private sealed record Search(IReadOnlyList<string> Plain, List<string> Ids, List<Regex> Traces, long ReceivedUpTo, RunningAudit Audit);

    private sealed class PersonRow
    {
        public string? Id { get; init; }

        public string? Phone { get; init; }

        public string? Bsuid { get; init; }

        public string? ParentBsuid { get; init; }
    }
}
