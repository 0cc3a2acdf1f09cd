using System.Buffers;
using Bridge.Storage;
using Microsoft.Extensions.Options;

namespace Bridge.Messaging;

/// <summary>Tries a broker that is down until it takes messages again, and then sends it what was spooled meanwhile, oldest first.</summary>
internal sealed partial class BrokerRecovery(
    BrokerSender sender, BrokerLink link, IOptions<BrokerOptions> options, TimeProvider time, ILogger<BrokerRecovery> logger, BrokerSpool? spool = null) : BackgroundService
{
    /// <summary>Bytes of spooled rows read at once.</summary>
    private const int ReadBytes = 1 << 20;

    private readonly TimeSpan _pause = TimeSpan.FromMilliseconds(options.Value.RetryMilliseconds);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var moreToDo = Task.WhenAny(link.NextFailure, spool?.NextBatch ?? Task.Delay(Timeout.Infinite, stoppingToken));
            if (link.Problem is null && await TryDrainAsync(stoppingToken))
            {
                await moreToDo.WaitAsync(stoppingToken);
                continue;
            }

            await Task.Delay(_pause, time, stoppingToken);
            if (link.Problem is not null)
            {
                await sender.TrySendAsync(NothingAtAll(), stoppingToken);
            }
        }
    }

    /// <summary>A batch without items: small enough to be sent again and again to a broker that reads nothing, and true proof that it takes messages when it is confirmed.</summary>
    private byte[] NothingAtAll()
    {
        var batch = new ArrayBufferWriter<byte>();
        EventBatchWriter.Batch(batch, time.GetUtcNow(), []);
        return batch.WrittenSpan.ToArray();
    }

    /// <returns>Whether nothing is left in the spool.</returns>
    private async Task<bool> TryDrainAsync(CancellationToken cancellationToken)
    {
        try
        {
            return spool is null || await DrainAsync(spool, cancellationToken);
        }
        catch (StorageException problem)
        {
            CannotDrain(problem, _pause, problem.Message);
            return false;
        }
    }

    private async Task<bool> DrainAsync(BrokerSpool spool, CancellationToken cancellationToken)
    {
        var drained = 0;
        while (await spool.ReadOldestAsync(ReadBytes, cancellationToken) is { Count: > 0 } rows)
        {
            var sent = await SendAsync(rows, cancellationToken);
            await spool.DeleteAsync(sent, cancellationToken);
            drained += sent.Count;
            if (sent.Count < rows.Count)
            {
                return false;
            }
        }

        if (drained > 0)
        {
            Drained(drained);
        }

        return true;
    }

    /// <returns>The rows the broker confirmed, up to the first it did not.</returns>
    private async Task<List<long>> SendAsync(List<SpoolRow> rows, CancellationToken cancellationToken)
    {
        var sent = new List<long>(rows.Count);
        foreach (var row in rows)
        {
            if (!await sender.TrySendAsync(row.Batch, cancellationToken))
            {
                break;
            }

            sent.Add(row.Sequence);
        }

        return sent;
    }

    [LoggerMessage(LogLevel.Information, "The spool is drained: the broker has the {Batches} batches that waited in it")]
    private partial void Drained(int batches);

    [LoggerMessage(LogLevel.Error, "What is spooled cannot be sent to the broker, next attempt in {Pause}: {Problem}")]
    private partial void CannotDrain(Exception cause, TimeSpan pause, string problem);
}
