using Bridge.Storage.Sqlite;

namespace Bridge.Messaging.Spool;

/// <summary>
/// The embedded way from receiving to intake: a table of the store. Requests that wait at the same time share one commit.
/// </summary>
internal sealed class SpoolPublisher(SpoolTable table, SpoolGroup group) : IEventPublisher
{
    private static readonly Task<PublishResult> Stored = Task.FromResult(PublishResult.Stored);
    private static readonly Task<PublishResult> Full = Task.FromResult(PublishResult.SpoolFull);

    public Task<PublishResult> PublishAsync(EncodedItems items, CancellationToken cancellationToken) =>
        items.IsEmpty ? Stored
        : table.TryReserve(items.Bytes.Length) ? group.JoinAsync(items).WaitAsync(cancellationToken)
        : Refuse(items);

    private static Task<PublishResult> Refuse(EncodedItems items)
    {
        items.Dispose();
        return Full;
    }
}
