using Bridge.Storage;
using Bridge.Telemetry;
using Bridge.Tracking;

namespace Bridge.Messaging;

/// <summary>The embedded way from receiving to intake: a table of the store. Requests that wait at the same time share one commit.</summary>
internal sealed class Spool(SpoolTable table, SpoolGroup group, BridgeMetrics metrics) : IEventPublisher
{
    private static readonly Task<PublishResult> Stored = Task.FromResult(PublishResult.Stored);
    private static readonly Task<PublishResult> Full = Task.FromResult(PublishResult.SpoolFull);

    /// <remarks>The items are written to bytes here, on the request's thread; a cancelled request may nevertheless be stored.</remarks>
    public Task<PublishResult> PublishAsync(Translation translation, CancellationToken cancellationToken)
    {
        if (translation.IsEmpty)
        {
            return Stored;
        }

        var items = EventBatchWriter.Items(translation);
        return table.TryReserve(items.Length) ? StoreAsync(translation, items, cancellationToken) : Full;
    }

    private async Task<PublishResult> StoreAsync(Translation translation, byte[] items, CancellationToken cancellationToken)
    {
        var result = await group.JoinAsync(items).WaitAsync(cancellationToken);
        if (result == PublishResult.Stored)
        {
            metrics.Received(translation);
        }

        return result;
    }
}
