using Bridge.Core.Translation;
using Bridge.Storage.Sqlite;
using Bridge.Telemetry;

namespace Bridge.Messaging.Spool;

/// <summary>
/// The embedded way from receiving to intake: a table of the store. Requests that wait at the same time share one commit.
/// </summary>
internal sealed class SpoolPublisher(SpoolTable table, SpoolGroup group, BridgeMetrics metrics) : IEventPublisher
{
    private static readonly Task<PublishResult> Stored = Task.FromResult(PublishResult.Stored);
    private static readonly Task<PublishResult> Full = Task.FromResult(PublishResult.SpoolFull);

    /// <remarks>The items are written to bytes here, on the request's thread; a cancelled request may nevertheless be stored.</remarks>
    public Task<PublishResult> PublishAsync(WebhookTranslation translation, CancellationToken cancellationToken)
    {
        if (translation.IsEmpty)
        {
            return Stored;
        }

        var items = EventBatchWriter.Items(translation);
        return table.TryReserve(items.Length) ? StoreAsync(translation, items, cancellationToken) : Full;
    }

    private async Task<PublishResult> StoreAsync(WebhookTranslation translation, byte[] items, CancellationToken cancellationToken)
    {
        var result = await group.JoinAsync(items).WaitAsync(cancellationToken);
        if (result == PublishResult.Stored)
        {
            metrics.Received(translation);
        }

        return result;
    }
}
