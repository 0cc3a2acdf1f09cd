using Bridge.Core.Translation;
using Bridge.Telemetry;

namespace Bridge.Messaging.Broker;

/// <summary>The distributed way from receiving to intake: over the broker, and over the spool while the broker is down.</summary>
internal sealed class BrokerPublisher(PublishGroup group, BridgeMetrics metrics) : IEventPublisher
{
    /// <remarks>The items are written to bytes here, on the request's thread; a cancelled request may nevertheless be stored.</remarks>
    public async Task<PublishResult> PublishAsync(WebhookTranslation translation, CancellationToken cancellationToken)
    {
        if (translation.IsEmpty)
        {
            return PublishResult.Stored;
        }

        var result = await group.JoinAsync(EventBatchWriter.Items(translation)).WaitAsync(cancellationToken);
        if (result == PublishResult.Stored)
        {
            metrics.Received(translation);
        }

        return result;
    }
}
