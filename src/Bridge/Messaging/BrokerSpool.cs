using Bridge.Storage;

namespace Bridge.Messaging;

/// <summary>Where event batches wait that the broker does not take: the spool's table, in a local file of this process.</summary>
internal sealed partial class BrokerSpool(SqliteDatabase database, SpoolTable table, SpooledBatches spooled, TimeProvider time, ILogger<BrokerSpool> logger)
{
    private string? _problem;

    /// <summary>Why the last batch could not be spooled, for the operator; null while they can.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    /// <summary>Completes when a batch is spooled from now on.</summary>
    public Task NextBatch => spooled.Next;

    public async Task<PublishResult> StoreAsync(byte[] batch)
    {
        if (!table.TryReserve(batch.Length))
        {
            Volatile.Write(ref _problem, $"the spool is full ({table.Bytes} of {table.Limit} bytes, Spool:MaxBytes)");
            return PublishResult.SpoolFull;
        }

        try
        {
            await database.Writer.RunAsync(session => Append(session, batch), CancellationToken.None);
            Volatile.Write(ref _problem, null);
            spooled.Raise();
            return PublishResult.Stored;
        }
        catch (StorageException cause)
        {
            table.Release(batch.Length);
            Broken(cause);
            return PublishResult.StorageUnavailable;
        }
    }

    /// <summary>The oldest rows, a bounded number of bytes of them.</summary>
    public Task<List<SpoolRow>> ReadOldestAsync(int maxBytes, CancellationToken cancellationToken) => table.ReadOldestAsync(maxBytes, cancellationToken);

    /// <summary>Deletes rows that the broker confirmed.</summary>
    public async Task DeleteAsync(IReadOnlyList<long> rows, CancellationToken cancellationToken)
    {
        table.Release(await database.Writer.RunAsync(session => SpoolTable.Delete(session, rows), cancellationToken));
        Volatile.Write(ref _problem, null);
    }

    private int Append(SqliteSession session, byte[] batch)
    {
        table.Append(session, time.GetUtcNow(), batch.Length, batch);
        return 0;
    }

    private void Broken(StorageException cause)
    {
        if (Interlocked.Exchange(ref _problem, cause.Message) is null)
        {
            CannotStore(cause, cause.Message);
        }
    }

    [LoggerMessage(LogLevel.Error, "The spool takes nothing while the broker is down; webhooks are answered 503: {Problem}")]
    private partial void CannotStore(Exception cause, string problem);
}
