namespace Bridge.Messaging.Broker;

/// <summary>The distributed way from receiving to intake: over the broker, and over the spool while the broker is down.</summary>
internal sealed class BrokerPublisher(PublishGroup group) : IEventPublisher
{
    private static readonly Task<PublishResult> Stored = Task.FromResult(PublishResult.Stored);

    public Task<PublishResult> PublishAsync(EncodedItems items, CancellationToken cancellationToken) =>
        items.IsEmpty ? Stored : group.JoinAsync(items).WaitAsync(cancellationToken);
}
