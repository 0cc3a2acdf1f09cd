using Bridge.Messaging;
using Bridge.Storage;

namespace Bridge.Intake;

/// <summary>From the items of a batch to what the store takes in: with the destination of each.</summary>
internal sealed class IntakeItems(DestinationOf destinationOf)
{
    public IEnumerable<IntakeItem> Of(EventBatch batch) => batch.Items.Select(item => From(item, batch.ReceivedAt));

    /// <summary>What one transaction takes in of a batch.</summary>
    public IntakeBatch BatchOf(EventBatch batch) => new([.. Of(batch)]) { Dropped = batch.Dropped };

    /// <summary>Bytes that are kept whole as one dead letter.</summary>
    public IntakeItem Whole(IntakeKind kind, byte[] bytes, string reason, DateTimeOffset receivedAt) =>
        new(kind, EventBatchReader.IdOf(bytes), null, destinationOf(null), null, reason, bytes, receivedAt);

    private IntakeItem From(BatchItem item, DateTimeOffset receivedAt) =>
        new(
            item.Kind,
            item.Id,
            StoredText.Cut(item.Name),
            destinationOf(item.Source),
            item.Source is null ? null : StoredText.Key(item.Source),
            StoredText.Cut(item.Reason),
            item.Payload,
            receivedAt
        )
        {
            ReplacedBy = item.ReplacedBy,
            Implies = item.Implies,
            IsFromCrm = item.IsFromCrm,
            IsForwarded = !item.IsSilent,
            IsInferred = item.IsSilent,
            About = item.About,
            TraceParent = StoredText.Cut(item.TraceParent),
        };
}
