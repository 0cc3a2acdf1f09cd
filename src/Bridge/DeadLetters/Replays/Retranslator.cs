using System.Buffers;
using System.Text;
using Bridge.Core.Capture;
using Bridge.Core.Translation;
using Bridge.DeadLetters.Masking;
using Bridge.Messaging;
using Bridge.Storage;

namespace Bridge.DeadLetters.Replays;

/// <summary>
/// What today's translator makes of dead letters that are no events: what Meta sent and Bridge could not read, or did not know, when it
/// came.
/// </summary>
internal sealed class Retranslator(TranslationOptions options)
{
    /// <summary>As people see it.</summary>
    public Retranslation Show(string reason, byte[] content, DateTimeOffset receivedAt, bool isMasked)
    {
        var (batch, problem) = Read(reason, content, receivedAt);
        return new Retranslation(
            [.. EventsOf(batch).Select(item => Text(item, isMasked))],
            isMasked ? DeadLetterMask.Explanation(problem) : problem
        );
    }

    /// <returns>The items it is now, and why there is still no event among them; null when there is one, or when a rule drops it.</returns>
    public (EventBatch? Batch, string? Problem) Read(string reason, byte[] content, DateTimeOffset receivedAt)
    {
        if (reason is DeadReason.Undeserialisable or DeadReason.Unstorable)
        {
            var reading = EventBatchReader.Read(content);
            return (reading.Batch, reading.Problem);
        }

        if (reason is DeadReason.Invalid)
        {
            return ReadCaptured(content, receivedAt);
        }

        var translation = WebhookTranslator.Translate(content, receivedAt, options);
        var batch = new ArrayBufferWriter<byte>();
        EventBatchWriter.Batch(batch, receivedAt, EventBatchWriter.Items(translation) is { IsEmpty: false } items ? [items.Bytes] : []);
        return (EventBatchReader.Read(batch.WrittenMemory).Batch, ProblemOf(translation));
    }

    private (EventBatch? Batch, string? Problem) ReadCaptured(byte[] content, DateTimeOffset receivedAt)
    {
        var request = CaptureReader.ReadAgain(content, receivedAt, options.HandoffTriggers);
        var batch = new ArrayBufferWriter<byte>();
        EventBatchWriter.Batch(batch, receivedAt, request.IsHopeless ? [] : [CaptureItems.Of(request).Bytes]);
        return (EventBatchReader.Read(batch.WrittenMemory).Batch, request.Fault?.Problem ?? request.Invalid.FirstOrDefault()?.Reason);
    }

    private static string? ProblemOf(WebhookTranslation translation) =>
        translation.Events.Count > 0 ? null
        : translation.Unreadable is [var unreadable, ..] ? unreadable.Reason
        : translation.Unrecognised.Count > 0 ? "its field is still not recognised"
        : null;

    private static IEnumerable<BatchItem> EventsOf(EventBatch? batch) => batch?.Items.Where(item => item.Kind == IntakeKind.Event) ?? [];

    private static string Text(BatchItem item, bool isMasked) =>
        isMasked ? DeadLetterMask.Event(item.Payload) : Encoding.UTF8.GetString(item.Payload.Span);
}
