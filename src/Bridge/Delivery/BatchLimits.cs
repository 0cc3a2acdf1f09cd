using Bridge.Core.Events;
using Bridge.Storage;

namespace Bridge.Delivery;

/// <summary>What one POST may hold.</summary>
internal static class BatchLimits
{
    public const int MaxEvents = CaptureContract.MostEvents;

    /// <summary>The most bytes of a whole body, before compression.</summary>
    public const int MaxBytes = 475_000;

    /// <summary>How many bytes of payloads may be claimed so that they fit into one body whatever their number.</summary>
    public const int MaxClaimBytes = MaxBytes - FrameBytes - (MaxEvents * (CommaBytes + MessageIdField.Bytes));

    private const int FrameBytes = 12;
    private const int CommaBytes = 1;

    /// <summary>The most bytes the body of these events can have.</summary>
    public static int BytesOf(IReadOnlyList<PendingEvent> events, bool messageIdField)
    {
        var bytes = FrameBytes;
        for (var i = 0; i < events.Count; i++)
        {
            bytes += BytesOf(events[i], messageIdField);
        }

        return bytes;
    }

    /// <summary>
    /// Cuts events, none of them larger than <see cref="CaptureContract.MaxEventBytes"/>, into batches of events that failed equally often.
    /// </summary>
    /// <remarks>Each failure halves the batches an event travels in. So one that a collector answers with 500 time and again is soon
    /// alone, instead of keeping its neighbours back for as long as it lives.</remarks>
    public static IEnumerable<ArraySegment<PendingEvent>> Pack(ArraySegment<PendingEvent> events, bool messageIdField)
    {
        while (events.Count > 0)
        {
            var count = CountThatFits(events, messageIdField);
            yield return events[..count];
            events = events[count..];
        }
    }

    private static int CountThatFits(ArraySegment<PendingEvent> events, bool messageIdField)
    {
        var bytes = FrameBytes;
        var count = 0;
        var attempts = events[0].Attempts;
        var most = Math.Min(events.Count, MaxEventsAfter(attempts));
        while (count < most && events[count].Attempts == attempts && (bytes += BytesOf(events[count], messageIdField)) <= MaxBytes)
        {
            count++;
        }

        return count;
    }

    private static int MaxEventsAfter(int attempts) => Math.Max(1, MaxEvents >> Math.Min(attempts, 16));

    private static int BytesOf(PendingEvent waiting, bool messageIdField) =>
        waiting.Payload.Length + CommaBytes + (messageIdField ? MessageIdField.Bytes : 0);
}
