using Dapper;
using Microsoft.Extensions.Options;

namespace Bridge.Storage;

/// <summary>The spool's rows, oldest first, and how many bytes they count against <c>Spool:MaxBytes</c>.</summary>
internal sealed class SpoolTable
{
    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;
    private readonly StorageRoom _room;
    private long _sequence;
    private long _bytes;

    public SpoolTable(SqliteDatabase database, IOptions<SpoolOptions> options)
    {
        _writer = database.Writer;
        _readers = database.Readers;
        _room = database.Room;
        Limit = options.Value.MaxBytes;
        (_sequence, _bytes) = _readers.Read(session =>
            session.Connection.QuerySingle<(long, long)>("SELECT COALESCE(MAX(seq), 0), COALESCE(SUM(bytes), 0) FROM spool"));
    }

    /// <summary>The bytes of events in the spool, or on their way into it.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>How many bytes it may hold.</summary>
    public long Limit { get; }

    /// <summary>Makes room for an append, unless the spool is full.</summary>
    public bool TryReserve(long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= Limit)
        {
            return true;
        }

        Release(bytes);
        return false;
    }

    /// <summary>Gives room back, after an append failed or rows were deleted for good.</summary>
    public void Release(long bytes) => Interlocked.Add(ref _bytes, -bytes);

    /// <summary>Appends a row; only on the writer's thread.</summary>
    /// <param name="bytes">What was reserved for it.</param>
    /// <exception cref="StorageException">Too little room is left.</exception>
    public void Append(SqliteSession session, DateTimeOffset receivedAt, long bytes, ReadOnlySpan<byte> batch)
    {
        _room.Require(session);
        session.Statement("INSERT INTO spool (seq, received_at, bytes, batch) VALUES (?1, ?2, ?3, ?4)")
            .Bind(1, ++_sequence).Bind(2, receivedAt).Bind(3, bytes).Bind(4, batch).Execute();
    }

    /// <summary>Deletes drained rows; only on the writer's thread.</summary>
    /// <returns>The bytes to release once the deletion is committed.</returns>
    public static long Delete(SqliteSession session, IReadOnlyList<long> rows)
    {
        var delete = session.Statement("DELETE FROM spool WHERE seq = ?1 RETURNING bytes");
        var bytes = 0L;
        foreach (var row in rows)
        {
            delete.Bind(1, row);
            while (delete.Read())
            {
                bytes += delete.GetInt64(0);
            }
        }

        return bytes;
    }

    /// <summary>Deletes drained rows in a transaction of their own.</summary>
    public async Task DeleteAsync(IReadOnlyList<long> rows, CancellationToken cancellationToken) =>
        Release(await _writer.RunAsync(session => Delete(session, rows), cancellationToken));

    /// <summary>The oldest rows, up to <paramref name="maxBytes"/> of them, but at least one if there is any.</summary>
    public Task<List<SpoolRow>> ReadOldestAsync(int maxBytes, CancellationToken cancellationToken) =>
        _readers.ReadAsync(session => ReadOldest(session, maxBytes), cancellationToken);

    /// <summary>How many groups of webhooks wait, and since when the oldest does.</summary>
    public Task<(long Count, DateTimeOffset? Oldest)> CountAsync(CancellationToken cancellationToken) =>
        _readers.ReadAsync(
            session =>
            {
                var query = session.Statement("SELECT COUNT(*), MIN(received_at) FROM spool");
                query.Read();
                var count = (query.GetInt64(0), query.GetTime(1));
                query.Reset();
                return count;
            },
            cancellationToken);

    /// <summary>When the oldest row was received; null when the spool is empty.</summary>
    public Task<DateTimeOffset?> OldestAsync(CancellationToken cancellationToken) =>
        _readers.ReadAsync(
            session =>
            {
                var oldest = session.Statement("SELECT MIN(received_at) FROM (SELECT received_at FROM spool ORDER BY seq LIMIT 1)");
                oldest.Read();
                var time = oldest.GetTime(0);
                oldest.Reset();
                return time;
            },
            cancellationToken);

    private static List<SpoolRow> ReadOldest(SqliteSession session, int maxBytes)
    {
        var rows = new List<SpoolRow>();
        var query = session.Statement("SELECT seq, received_at, batch FROM spool ORDER BY seq");
        for (var bytes = 0; bytes < maxBytes && query.Read();)
        {
            var row = new SpoolRow(query.GetInt64(0), query.GetTime(1)!.Value, query.GetBlob(2).ToArray());
            rows.Add(row);
            bytes += row.Batch.Length;
        }

        query.Reset();
        return rows;
    }
}

/// <summary>A group of webhooks that waits for intake.</summary>
/// <param name="Batch">An event batch in UTF-8 JSON, unless the file was damaged.</param>
internal sealed record SpoolRow(long Sequence, DateTimeOffset ReceivedAt, byte[] Batch);
