using Dapper;
using Microsoft.Extensions.Options;

namespace Bridge.Storage.Sqlite;

/// <summary>The spool's rows, oldest first, and how many bytes they count against <c>Spool:MaxBytes</c>.</summary>
/// <remarks>
/// A row with a negative number is kept aside: it waits for a broker that takes larger messages, and the others do not wait for it. Intake
/// in the same process knows no such bound and takes these rows like all others.
/// </remarks>
internal sealed class SpoolTable
{
    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;
    private readonly DiskSpaceGuard _room;
    private long _sequence;
    private long _bytes;
    private long _kept;
    private long _keptBytes;

    public SpoolTable(SqliteDatabase database, IOptions<SpoolOptions> options)
    {
        _writer = database.Writer;
        _readers = database.Readers;
        _room = database.Room;
        Limit = options.Value.MaxBytes;
        (_sequence, _bytes) = _readers.Read(session =>
            session.Connection.QuerySingle<(long, long)>("SELECT COALESCE(MAX(ABS(seq)), 0), COALESCE(SUM(bytes), 0) FROM spool")
        );
        (_kept, _keptBytes) = _readers.Read(CountKept);
    }

    /// <summary>The bytes of events in the spool, or on their way into it.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>How many rows are kept aside.</summary>
    public long Kept => Volatile.Read(ref _kept);

    /// <summary>Their bytes, which are among <see cref="Bytes"/>.</summary>
    public long KeptBytes => Volatile.Read(ref _keptBytes);

    /// <summary>How many bytes it may hold.</summary>
    public long Limit { get; }

    /// <summary>How many commits there were that requests waited for.</summary>
    public long UrgentRuns => _writer.UrgentRuns;

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
        session
            .Statement("INSERT INTO spool (seq, received_at, bytes, batch) VALUES (?1, ?2, ?3, ?4)")
            .Bind(1, ++_sequence)
            .Bind(2, receivedAt)
            .Bind(3, bytes)
            .Bind(4, batch)
            .Execute();
    }

    /// <summary>Keeps a batch aside, once however often it is asked to; only on the writer's thread.</summary>
    /// <returns>The bytes it takes: none if it is there already.</returns>
    public long Keep(SqliteSession session, DateTimeOffset now, byte[] batch)
    {
        _room.Require(session);
        var there = session
            .Statement("SELECT COUNT(*) FROM spool WHERE seq < 0 AND bytes = ?1 AND batch = ?2")
            .Bind(1, (long)batch.Length)
            .Bind(2, batch.AsSpan());
        there.Read();
        var isThere = there.GetInt64(0) > 0;
        there.Reset();
        if (isThere)
        {
            return 0;
        }

        session
            .Statement("INSERT INTO spool (seq, received_at, bytes, batch) VALUES (?1, ?2, ?3, ?4)")
            .Bind(1, -++_sequence)
            .Bind(2, now)
            .Bind(3, (long)batch.Length)
            .Bind(4, batch.AsSpan())
            .Execute();
        return batch.Length;
    }

    /// <summary>Counts again what is kept aside, after that changed; only on the writer's thread.</summary>
    public void RecountKept(SqliteSession session)
    {
        var (kept, bytes) = CountKept(session);
        Volatile.Write(ref _kept, kept);
        Volatile.Write(ref _keptBytes, bytes);
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
        _readers.ReadAsync(
            session => ReadRows(session.Statement("SELECT seq, received_at, batch FROM spool ORDER BY seq"), maxBytes),
            cancellationToken
        );

    /// <summary>The same without what is kept aside.</summary>
    /// <param name="after">Behind the row of this number; 0 for all.</param>
    public Task<List<SpoolRow>> ReadWaitingAsync(long after, int maxBytes, CancellationToken cancellationToken) =>
        _readers.ReadAsync(
            session =>
                ReadRows(
                    session.Statement("SELECT seq, received_at, batch FROM spool WHERE seq > ?1 ORDER BY seq").Bind(1, after),
                    maxBytes
                ),
            cancellationToken
        );

    /// <summary>The rows that are kept aside, the smallest first.</summary>
    public Task<List<long>> ListKeptAsync(CancellationToken cancellationToken) =>
        _readers.ReadAsync(
            session => session.Connection.Query<long>("SELECT seq FROM spool WHERE seq < 0 ORDER BY bytes, seq DESC").AsList(),
            cancellationToken
        );

    /// <summary>The batch of one row.</summary>
    public Task<byte[]> ReadBatchAsync(long row, CancellationToken cancellationToken) =>
        _readers.ReadAsync(
            session => session.Connection.QuerySingle<byte[]>("SELECT batch FROM spool WHERE seq = @row", new { row }),
            cancellationToken
        );

    /// <summary>How many groups of webhooks wait, and since when the oldest does, without what is kept aside.</summary>
    public Task<(long Count, DateTimeOffset? Oldest)> CountAsync(CancellationToken cancellationToken) =>
        _readers.ReadAsync(
            session =>
            {
                var query = session.Statement("SELECT COUNT(*), MIN(received_at) FROM spool WHERE seq > 0");
                query.Read();
                var count = (query.GetInt64(0), query.GetTime(1));
                query.Reset();
                return count;
            },
            cancellationToken
        );

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
            cancellationToken
        );

    private static (long Count, long Bytes) CountKept(SqliteSession session)
    {
        var query = session.Statement("SELECT COUNT(*), COALESCE(SUM(bytes), 0) FROM spool WHERE seq < 0");
        query.Read();
        var kept = (query.GetInt64(0), query.GetInt64(1));
        query.Reset();
        return kept;
    }

    private static List<SpoolRow> ReadRows(SqliteStatement query, int maxBytes)
    {
        var rows = new List<SpoolRow>();
        for (var bytes = 0; bytes < maxBytes && query.Read(); )
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
