using Bridge.Storage;
using Bridge.Storage.Sqlite;

namespace Bridge.Messaging.Broker;

/// <summary>Where event batches wait that the broker does not take: the spool's table, in a local file of this process.</summary>
internal sealed partial class BrokerSpool(
    SqliteDatabase database,
    SpoolTable table,
    SpooledBatches spooled,
    TimeProvider time,
    ILogger<BrokerSpool> logger
)
{
    private string? _problem;
    private long _oldest;

    /// <summary>Why the last batch could not be spooled, for the operator; null while they can.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    /// <summary>Why what the broker has cannot be deleted; null while it can.</summary>
    public string? Undeleted { get; set; }

    /// <summary>When the oldest row was received that waits for the broker, as far as was looked; null for none.</summary>
    public DateTimeOffset? Oldest =>
        Volatile.Read(ref _oldest) is > 0 and var milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;

    /// <summary>Completes when a batch is spooled or kept aside from now on.</summary>
    public Task NextBatch => spooled.Next;

    /// <summary>How many items are kept aside that the broker does not take even alone.</summary>
    public long Kept => table.Kept;

    /// <summary>Has a batch wait for the broker.</summary>
    public async Task<PublishResult> StoreAsync(ReadOnlyMemory<byte> batch)
    {
        if (!table.TryReserve(batch.Length))
        {
            Volatile.Write(ref _problem, $"the spool is full ({table.Bytes} of {table.Limit} bytes, Spool:MaxBytes)");
            return PublishResult.SpoolFull;
        }

        var result = await WriteAsync(session => Append(session, batch), batch.Length);
        if (result == PublishResult.Stored)
        {
            spooled.Raise();
        }

        return result;
    }

    /// <summary>Keeps items aside that nothing else has. They may take half the spool: the rest is for what the broker will take.</summary>
    public async Task<PublishResult> KeepAsync(IReadOnlyList<byte[]> items)
    {
        var bytes = items.Sum(item => (long)item.Length);
        if (table.KeptBytes + bytes > table.Limit / 2 || !table.TryReserve(bytes))
        {
            CannotKeep(items.Count, bytes, table.KeptBytes);
            return PublishResult.SpoolFull;
        }

        var result = await WriteAsync(session => Keep(session, items), bytes);
        spooled.Raise();
        return result;
    }

    /// <summary>The oldest rows that wait for the broker, a bounded number of bytes of them.</summary>
    /// <param name="after">The number of the last row that the broker has; 0 for none.</param>
    public async Task<List<SpoolRow>> ReadOldestAsync(long after, int maxBytes, CancellationToken cancellationToken)
    {
        var rows = await table.ReadWaitingAsync(after, maxBytes, cancellationToken);
        Volatile.Write(ref _oldest, rows.Count > 0 ? rows[0].ReceivedAt.ToUnixTimeMilliseconds() : 0);
        return rows;
    }

    /// <summary>The rows that are kept aside, the smallest first.</summary>
    public Task<List<long>> ListKeptAsync(CancellationToken cancellationToken) => table.ListKeptAsync(cancellationToken);

    public Task<byte[]> ReadKeptAsync(long row, CancellationToken cancellationToken) => table.ReadBatchAsync(row, cancellationToken);

    /// <summary>Deletes rows that the broker confirmed, and in the same commit keeps aside what it refused of them.</summary>
    public async Task DeleteAsync(IReadOnlyList<long> rows, IReadOnlyList<byte[]> refused, CancellationToken cancellationToken)
    {
        var freed = await database.Writer.RunAsync(session => SpoolTable.Delete(session, rows) - Keep(session, refused), cancellationToken);
        table.Release(freed);
        Volatile.Write(ref _problem, null);
    }

    private long Append(SqliteSession session, ReadOnlyMemory<byte> batch)
    {
        table.Append(session, time.GetUtcNow(), batch.Length, batch.Span);
        return batch.Length;
    }

    /// <returns>The bytes it took.</returns>
    private long Keep(SqliteSession session, IReadOnlyList<byte[]> items)
    {
        var bytes = items.Sum(item => table.Keep(session, time.GetUtcNow(), item));
        table.RecountKept(session);
        return bytes;
    }

    /// <param name="write">Returns how many bytes it wrote.</param>
    /// <param name="reserved">What is reserved for it.</param>
    private async Task<PublishResult> WriteAsync(Func<SqliteSession, long> write, long reserved)
    {
        var written = 0L;
        try
        {
            written = await database.Writer.RunAsync(write, CancellationToken.None);
            Volatile.Write(ref _problem, null);
            return PublishResult.Stored;
        }
        catch (StorageException cause)
        {
            Broken(cause);
            return PublishResult.StorageUnavailable;
        }
        finally
        {
            table.Release(reserved - written);
        }
    }

    private void Broken(StorageException cause)
    {
        if (Interlocked.Exchange(ref _problem, cause.Message) is null)
        {
            CannotStore(cause, cause.Message);
        }
    }

    [LoggerMessage(
        LogLevel.Error,
        "The spool takes nothing; webhooks wait for the broker, and are answered 503 while it is down: {Problem}"
    )]
    private partial void CannotStore(Exception cause, string problem);

    [LoggerMessage(
        LogLevel.Error,
        "{Items} items of {Bytes} bytes are larger than the broker takes and find no room in the spool, "
            + "half of which (Spool:MaxBytes) is for such; "
            + "{Kept} bytes are kept. Answered 503: raise the broker's max_message_size, or Spool:MaxBytes"
    )]
    private partial void CannotKeep(int items, long bytes, long kept);
}
