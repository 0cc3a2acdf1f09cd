using System.Text;
using System.Text.RegularExpressions;
using Bridge.Identity;
using Bridge.Storage.Administration;
using Bridge.Storage.Journal;
using Dapper;
using Microsoft.Extensions.Options;

namespace Bridge.DeadLetters;

/// <summary>Finds whatever is about a person, under every id they are known by.</summary>
internal sealed class PersonSearch(AdminDatabase database, IOptions<IdentityOptions> identity)
{
    private const int ShortestId = 5;

    /// <summary>Rows looked at together.</summary>
    private const int Part = 2000;

    private static readonly string[] PeopleColumns = ["id", "phone", "bsuid", "parent_bsuid"];

    private readonly Pseudonyms? _pseudonyms = identity.Value.UserId == UserIdKind.Hashed ? new Pseudonyms(identity.Value.Pepper!) : null;

    /// <exception cref="AdminException">The id is too short, or too long, to mean one person.</exception>
    public async Task<SoughtPerson> PrepareAsync(string user, DateTimeOffset receivedUpTo, CancellationToken cancellationToken)
    {
        var plain = await database.ReadAsync(connection => AllIdsAsync(connection, user), cancellationToken);
        List<string> ids =
        [
            .. plain,
            .. _pseudonyms is null ? [] : plain.SelectMany(other => new[] { _pseudonyms.Of(other), _pseudonyms.Of("+" + other) }),
        ];
        return new SoughtPerson(plain, ids, ids.ConvertAll(Trace), receivedUpTo.ToUnixTimeMilliseconds());
    }

    /// <summary>Part by part, so that what one person left need not fit into memory at once.</summary>
    public async Task<HashSet<long>> FindNumbersAsync(string table, SoughtPerson search, CancellationToken cancellationToken)
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

    public static async Task<HashSet<TKey>> FindAsync<TKey>(AdminConnection connection, string table, string key, SoughtPerson search)
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

    /// <summary>The condition that a row of <c>people</c> has one of <c>@names</c>.</summary>
    public static string KnownBy(AdminConnection connection) =>
        string.Join(" OR ", PeopleColumns.Select(column => connection.Dialect.OneOf(column, "@names")));

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

    private sealed class PersonRow
    {
        public string? Id { get; init; }

        public string? Phone { get; init; }

        public string? Bsuid { get; init; }

        public string? ParentBsuid { get; init; }
    }
}

/// <summary>Who is looked for.</summary>
/// <param name="Plain">The ids as Meta gives them.</param>
/// <param name="Ids">Those, and what stands for them when they may not leave.</param>
/// <param name="Traces">What an id looks like that is no part of another's.</param>
/// <param name="ReceivedUpTo">What was received later is not looked at; milliseconds since 1970.</param>
internal sealed record SoughtPerson(IReadOnlyList<string> Plain, List<string> Ids, List<Regex> Traces, long ReceivedUpTo)
{
    /// <summary>What stands before an id where an event names somebody by it.</summary>
    private static readonly string[] Beginnings = ["", "+", "messenger:", "instagram:"];

    /// <summary>By what the journal knows them.</summary>
    public IReadOnlySet<JournalMark> Marks =>
        Ids.SelectMany(id => Beginnings.Select(beginning => JournalMark.Of(beginning + id))).ToHashSet();
}
