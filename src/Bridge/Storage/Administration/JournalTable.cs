using Bridge.Storage.Journal;
using Dapper;

namespace Bridge.Storage.Administration;

/// <summary>The journal as people ask it: what became of events, a row for each batch.</summary>
internal static class JournalTable
{
    /// <summary>Rows looked at or deleted in one statement.</summary>
    private const int Step = 100;

    private const string Columns =
        "seq AS Seq, at AS At, outcome AS Outcome, why AS Why, destination AS Destination, address AS Address, status AS Status, "
        + "names AS Names, entries AS Entries";

    /// <summary>The rows that hold one of some bytes: an id, or a mark. They may hold them by chance.</summary>
    /// <param name="limit">The most rows, the newest first.</param>
    public static Task<List<JournalBatch>> FindAsync(AdminConnection connection, IReadOnlyList<byte[]> sought, int limit)
    {
        var holdsAny = HoldsAny(connection, sought, out var values);
        return ReadAsync(connection, $"WHERE {holdsAny} ORDER BY seq DESC LIMIT {limit}", values);
    }

    /// <summary>The numbers of all such rows.</summary>
    public static Task<List<long>> FindNumbersAsync(AdminConnection connection, IReadOnlyList<byte[]> sought)
    {
        var holdsAny = HoldsAny(connection, sought, out var values);
        return connection.QueryAsync<long>($"SELECT seq FROM journal WHERE {holdsAny}", values);
    }

    /// <summary>The rows after one, oldest first.</summary>
    public static Task<List<JournalBatch>> ReadAfterAsync(AdminConnection connection, long after, int limit) =>
        ReadAsync(connection, $"WHERE seq > @after ORDER BY seq LIMIT {limit}", new { after });

    /// <summary>When the oldest row was written; null when there is none.</summary>
    public static async Task<DateTimeOffset?> FindOldestAsync(AdminConnection connection) =>
        await connection.FindAsync<long?>("SELECT MIN(at) FROM journal") is { } oldest
            ? DateTimeOffset.FromUnixTimeMilliseconds(oldest)
            : null;

    public static Task<long> FindLastAsync(AdminConnection connection) =>
        connection.FindAsync<long>("SELECT COALESCE(MAX(seq), 0) FROM journal");

    /// <summary>Erases the events of a person from some rows.</summary>
    /// <returns>How many there were.</returns>
    public static async Task<int> EraseAsync(AdminConnection connection, long[] some, IReadOnlySet<JournalMark> users)
    {
        var all = 0;
        foreach (var row in await ReadAsync(connection, $"WHERE {connection.Dialect.OneOf("seq", "@some")}", new { some }))
        {
            var erased = JournalEntries.Erase(row.Entries, users);
            all += erased;
            await connection.ExecuteAsync(
                "UPDATE journal SET entries = @Entries, count = count - @erased WHERE seq = @Seq",
                new
                {
                    row.Entries,
                    erased,
                    row.Seq,
                }
            );
        }

        return all;
    }

    /// <summary>Deletes some of the rows that are too old, or too many.</summary>
    /// <returns>Whether there may be more of them.</returns>
    public static async Task<bool> TrimAsync(AdminConnection connection, DateTimeOffset before, long maxBytes)
    {
        var bytes = await connection.FindAsync<long>("SELECT CAST(COALESCE(SUM(bytes), 0) AS bigint) FROM journal");
        var oldest = await connection.QueryAsync<(long Seq, long At, long Bytes)>(
            $"SELECT seq, at, bytes FROM journal ORDER BY at, seq LIMIT {Step}"
        );
        var gone = new List<long>();
        foreach (var row in oldest.TakeWhile(row => row.At < before.ToUnixTimeMilliseconds() || bytes > maxBytes))
        {
            gone.Add(row.Seq);
            bytes -= row.Bytes;
        }

        await connection.ExecuteAsync(
            $"DELETE FROM journal WHERE {connection.Dialect.OneOf("seq", "@gone")}",
            new { gone = gone.ToArray() }
        );
        return gone.Count == Step;
    }

    private static string HoldsAny(AdminConnection connection, IReadOnlyList<byte[]> sought, out DynamicParameters values)
    {
        var parameters = values = new DynamicParameters();
        sought.Index().ToList().ForEach(one => parameters.Add($"sought{one.Index}", one.Item));
        return string.Join(" OR ", sought.Select((_, index) => connection.Dialect.HoldsBytes("entries", $"@sought{index}")));
    }

    private static Task<List<JournalBatch>> ReadAsync(AdminConnection connection, string where, object values) =>
        connection.QueryAsync<JournalBatch>($"SELECT {Columns} FROM journal {where}", values);
}

/// <summary>A row of the journal as it was read. Times are milliseconds since 1970.</summary>
internal sealed class JournalBatch
{
    public long Seq { get; init; }

    public long At { get; init; }

    public string Outcome { get; init; } = "";

    public string? Why { get; init; }

    public string? Destination { get; init; }

    public string? Address { get; init; }

    public int? Status { get; init; }

    public string Names { get; init; } = "";

    public byte[] Entries { get; init; } = [];

    public DateTimeOffset Time => DateTimeOffset.FromUnixTimeMilliseconds(At);

    public IEnumerable<JournalEntry> Read() => JournalEntries.Read(Names, Entries, Time);
}
