using System.Buffers;
using Bridge.Core.Translation;
using Bridge.Messaging;
using Bridge.Storage;
using Bridge.Storage.Administration;

namespace Bridge.Support;

/// <summary>The seams as most tests use them.</summary>
internal static class SeamExtensions
{
    public static Task<IntakeCounts> TakeInAsync(
        this IIntakeStore store,
        IReadOnlyList<IntakeItem> items,
        IReadOnlyList<long> drainedSpoolRows,
        CancellationToken cancellationToken
    ) => store.TakeInAsync(new IntakeBatch(items) { DrainedSpoolRows = drainedSpoolRows }, cancellationToken);

    /// <summary>Counts something that charts show, as a transaction of that minute would have.</summary>
    public static Task<int> AddTotalAsync(this AdminConnection connection, string kind, DateTimeOffset at, long count) =>
        connection.ExecuteAsync(
            $"INSERT INTO totals (kind, at, count) VALUES (@kind, @at, @count) {connection.Dialect.AddToTotal}",
            new
            {
                kind,
                at = FlowTally.At(kind, at),
                count,
            }
        );

    /// <summary>A collector took them.</summary>
    public static Task CompleteAsync(this IDeliveryStore store, IReadOnlyList<PendingEvent> events, CancellationToken cancellationToken) =>
        store.CompleteAsync(events, new DeliveryReceipt(200, "collector.test"), cancellationToken);

    /// <summary>Publishes what a webhook became.</summary>
    public static Task<PublishResult> PublishAsync(
        this IEventPublisher publisher,
        WebhookTranslation translation,
        CancellationToken cancellationToken
    ) => publisher.PublishAsync(EventBatchWriter.Items(translation), cancellationToken);

    /// <summary>What was published, as intake reads it.</summary>
    public static IReadOnlyList<BatchItem> Read(this EncodedItems items)
    {
        var batch = new ArrayBufferWriter<byte>();
        EventBatchWriter.Batch(batch, DateTimeOffset.UnixEpoch, items.IsEmpty ? [] : [items.Bytes]);
        return EventBatchReader.Read(batch.WrittenMemory).Batch!.Items;
    }
}
