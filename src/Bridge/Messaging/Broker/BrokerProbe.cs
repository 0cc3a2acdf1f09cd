using System.Buffers;

namespace Bridge.Messaging.Broker;

/// <summary>Asks the broker whether it takes messages, by sending it one.</summary>
internal sealed class BrokerProbe(BrokerSender sender, TimeProvider time)
{
    public async Task<bool> TakesMessagesAsync(CancellationToken cancellationToken) =>
        await sender.SendAsync(NothingAtAll(), cancellationToken) == SendResult.Confirmed;

    /// <returns>Why it takes none; null when it does.</returns>
    public async Task<string?> FindProblemAsync(CancellationToken cancellationToken) =>
        (await sender.AttemptAsync(NothingAtAll(), cancellationToken)).Problem;

    /// <summary>
    /// A batch without items: small enough to be sent again and again to a broker that reads nothing, and true proof that it takes messages
    /// when it is confirmed.
    /// </summary>
    private byte[] NothingAtAll()
    {
        var batch = new ArrayBufferWriter<byte>();
        EventBatchWriter.Batch(batch, time.GetUtcNow(), []);
        return batch.WrittenSpan.ToArray();
    }
}
