using System.Buffers;
using System.Text;
using System.Text.Json;
using Bridge.Core.Translation;

namespace Bridge.Messaging.Broker;

/// <summary>
/// Writes what travels in the place of an item that the broker does not take: a small unreadable item, which becomes a dead letter that
/// says where the whole is.
/// </summary>
internal sealed class TooLargeNotice(TimeProvider time)
{
    /// <summary>Begins with the word to search for; the same for all, so that they are one group of dead letters.</summary>
    private const string Reason =
        "too_large_for_broker: the broker refuses this item even alone. The receiver keeps it whole and sends it once the broker takes it "
        + "(raise max_message_size); then discard this notice";

    /// <summary>How much of the item is shown.</summary>
    private const int ExcerptBytes = 1024;

    /// <summary>How much of a name or number is shown.</summary>
    private const int NameCharacters = 100;

    /// <param name="item">A batch of one item, or what cannot be divided.</param>
    /// <returns>A batch of its own. The same item has the same notice, however often it is told.</returns>
    public byte[] About(byte[] item)
    {
        var known = EventBatchReader.Read(item).Batch?.Items is [var single] ? single : (BatchItem?)null;
        var id = known?.Id ?? EventBatchReader.IdOf(item);
        var source = Bound(known?.Source);
        var noticeId = Core.Events.EventId.From($"too_large_for_broker:{id}");
        var notice = new Unreadable(noticeId, Reason, source, Describe(item, id, known), IsJson: true);
        var translation = new WebhookTranslation(TranslationOptions.Default);
        translation.Unreadable.Add(notice);
        var batch = new ArrayBufferWriter<byte>();
        EventBatchWriter.Batch(batch, time.GetUtcNow(), [EventBatchWriter.Items(translation).Bytes]);
        return batch.WrittenSpan.ToArray();
    }

    private static ReadOnlyMemory<byte> Describe(byte[] item, Guid id, BatchItem? known)
    {
        var payload = known?.Payload ?? item;
        var raw = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(raw))
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, id);
            writer.WriteString("name"u8, Bound(known?.Name));
            writer.WriteNumber("bytes"u8, payload.Length);
            writer.WriteString("keptBy"u8, Environment.MachineName);
            writer.WriteString("excerpt"u8, Encoding.UTF8.GetString(payload.Span[..Math.Min(payload.Length, ExcerptBytes)]));
            writer.WriteEndObject();
        }

        return raw.WrittenMemory;
    }

    private static string? Bound(string? text) => text?.Length > NameCharacters ? text[..NameCharacters] : text;
}
