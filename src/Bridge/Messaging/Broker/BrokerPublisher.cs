using Bridge.Telemetry;

namespace Bridge.Messaging.Broker;

/// <summary>The distributed way from receiving to intake: over the broker, and over the spool while the broker is down.</summary>
internal sealed class BrokerPublisher(PublishGroup group, BridgeMetrics metrics) : IEventPublisher
{
    public async Task<PublishResult> PublishAsync(EncodedItems items, CancellationToken cancellationToken)
    {
        if (items.IsEmpty)
        {
            return PublishResult.Stored;
        }

        var result = await group.JoinAsync(items).WaitAsync(cancellationToken);
        if (result == PublishResult.Stored)
        {
            metrics.Received(items.Events, items.Unreadable, items.Unrecognised, items.Invalid);
        }

        return result;
    }
}
