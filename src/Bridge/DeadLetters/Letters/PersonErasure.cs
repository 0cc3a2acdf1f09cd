using System.Text;
using System.Text.RegularExpressions;
using Bridge.Conversations;
using Bridge.Storage;
using Dapper;
using Microsoft.Extensions.Options;

namespace Bridge.DeadLetters;

/// <summary>Removes a person from every table that may hold one.</summary>
internal sealed class PersonErasure(IOptions<IdentityOptions> identity)
{
    private const int ShortestId = 5;

    private static readonly string[] PeopleColumns = ["id", "phone", "bsuid", "parent_bsuid"];

    private readonly Pseudonyms? _pseudonyms = identity.Value.UserId == UserIdKind.Hashed ? new Pseudonyms(identity.Value.Pepper!) : null;

    /// <exception cref="DeskException">The id is too short to mean one person.</exception>
    public async Task<Erasure> EraseAsync(DeskConnection connection, string user)
    {
        var ids = await AllIdsAsync(connection, user.Trim());
        var traces = ids.ConvertAll(Trace);
        var letters = await FindAsync<long>(connection, "dead_letters", "seq", ids, traces);
        letters.UnionWith(await FindVersionsAsync(connection, ids, traces));
        var waiting = await FindAsync<long>(connection, "events", "seq", ids, traces);
        var held = await FindAsync<string>(connection, "held", HeldId(connection), ids, traces);
        var erasure = new Erasure(letters.Count, waiting.Count, held.Count, await ForgetAsync(connection, ids), await CountSpooledAsync(connection));
        await DeleteLettersAsync(connection, letters);
        await DeleteAsync(connection, "events", "seq", waiting);
        await DeleteAsync(connection, "held", HeldId(connection), held);
        return erasure;
    }

    /// <summary>Every id the person is known by: what was given, what was ever seen beside it, and the pseudonyms of all of those.</summary>
    private async Task<List<string>> AllIdsAsync(DeskConnection connection, string user)
    {
        var id = user.TrimStart('+');
        if (id.Length < ShortestId)
        {
            throw new DeskException(DeskProblem.Invalid, "Name the person by a whole phone number, business-scoped user id or pseudonym: what is shorter could be part of somebody else's.");
        }

        var rows = await connection.QueryAsync<PersonRow>(
            $"SELECT phone AS Phone, bsuid AS Bsuid, parent_bsuid AS ParentBsuid FROM people WHERE {KnownBy(connection)}", new { names = new[] { id, "+" + id } });
        var known = rows.SelectMany(row => new[] { row.Phone, row.Bsuid, row.ParentBsuid }).OfType<string>().Select(other => other.TrimStart('+'));
        string[] plain = [.. known.Append(id).Where(other => other.Length >= ShortestId).Distinct(StringComparer.Ordinal)];
        return [.. plain, .. _pseudonyms is null ? [] : plain.SelectMany(other => new[] { _pseudonyms.Of(other), _pseudonyms.Of("+" + other) })];
    }

    /// <summary>The id by itself, not as a part of a longer one; a colon may stand before it, as in <c>messenger:</c>.</summary>
    private static Regex Trace(string id) =>
        new($"(?<![A-Za-z0-9.]){Regex.Escape(id)}(?![A-Za-z0-9])", RegexOptions.None, TimeSpan.FromSeconds(2));

    private static string HeldId(DeskConnection connection) => connection.Dialect.IdText("id");

    private static async Task<HashSet<TKey>> FindAsync<TKey>(DeskConnection connection, string table, string key, List<string> ids, List<Regex> traces)
        where TKey : notnull
    {
        var rows = await connection.QueryAsync<(TKey Key, byte[] Payload)>(
            $"SELECT {key}, payload FROM {table} WHERE {HoldsAny(connection, ids, out var values)}", values);
        return [.. rows.Where(row => Tells(row.Payload, traces)).Select(row => row.Key)];
    }

    private static async Task<IEnumerable<long>> FindVersionsAsync(DeskConnection connection, List<string> ids, List<Regex> traces)
    {
        var rows = await connection.QueryAsync<(long Letter, byte[] Payload)>(
            $"SELECT letter, payload FROM letter_versions WHERE {HoldsAny(connection, ids, out var values)}", values);
        return rows.Where(row => Tells(row.Payload, traces)).Select(row => row.Letter);
    }

    private static string HoldsAny(DeskConnection connection, List<string> ids, out DynamicParameters values)
    {
        values = new DynamicParameters();
        for (var i = 0; i < ids.Count; i++)
        {
            values.Add($"id{i}", connection.Dialect.Text(ids[i]));
        }

        return string.Join(" OR ", ids.Select((_, i) => connection.Dialect.Holds("payload", $"@id{i}")));
    }

    private static bool Tells(byte[] payload, List<Regex> traces)
    {
        var text = Encoding.UTF8.GetString(payload);
        return traces.Exists(trace => trace.IsMatch(text));
    }

    private static Task<int> ForgetAsync(DeskConnection connection, List<string> ids)
    {
        var names = ids.SelectMany(id => new[] { id, "+" + id }).SelectMany(name => new[] { name, StoredText.Key(name) }).Distinct(StringComparer.Ordinal).ToArray();
        return connection.ExecuteAsync($"DELETE FROM people WHERE {KnownBy(connection)}", new { names });
    }

    private static string KnownBy(DeskConnection connection) =>
        string.Join(" OR ", PeopleColumns.Select(column => connection.Dialect.OneOf(column, "@names")));

    /// <summary>Webhooks on their way to intake, in whose rows nobody can look for one person; only where the spool is in the same file.</summary>
    private static async Task<long> CountSpooledAsync(DeskConnection connection) =>
        connection.Dialect.HasSpool ? await connection.FindAsync<long>("SELECT COUNT(*) FROM spool") : 0;

    /// <remarks>A replay must not wait for letters that are no more.</remarks>
    private static async Task DeleteLettersAsync(DeskConnection connection, HashSet<long> letters)
    {
        foreach (var some in letters.Chunk(500))
        {
            await connection.ExecuteAsync(
                $"""
                UPDATE replays SET released = released - (
                    SELECT COUNT(*) FROM dead_letters WHERE replay = replays.id AND state = 'replaying' AND {connection.Dialect.OneOf("seq", "@some")})
                WHERE id IN (SELECT replay FROM dead_letters WHERE state = 'replaying' AND {connection.Dialect.OneOf("seq", "@some")})
                """,
                new { some });
        }

        await DeleteAsync(connection, "replay_letters", "letter", letters);
        await DeleteAsync(connection, "letter_versions", "letter", letters);
        await DeleteAsync(connection, "letter_notes", "letter", letters);
        await DeleteAsync(connection, "dead_letters", "seq", letters);
    }

    private static async Task DeleteAsync<TKey>(DeskConnection connection, string table, string key, IEnumerable<TKey> keys)
    {
        foreach (var some in keys.Chunk(500))
        {
            await connection.ExecuteAsync($"DELETE FROM {table} WHERE {connection.Dialect.OneOf(key, "@some")}", new { some });
        }
    }

    private sealed class PersonRow
    {
        public string? Phone { get; init; }

        public string? Bsuid { get; init; }

        public string? ParentBsuid { get; init; }
    }
}
