using Bridge.Storage.Administration;
using Bridge.Storage.Journal;

namespace Bridge.Journal;

/// <summary>What the journal says of events, one by one.</summary>
internal static class JournalSteps
{
    /// <summary>Of the events of a batch that are meant.</summary>
    /// <param name="sought">Their id, or the mark of their message or person.</param>
    public static IEnumerable<FoundStep> Of(JournalBatch batch, IReadOnlyList<byte[]> sought) =>
        batch.Read().Where(entry => sought.Any(bytes => IsMeant(entry, bytes))).Select(entry => Of(batch, entry));

    public static FoundStep Of(JournalBatch batch, JournalEntry entry) =>
        new(
            entry.Id,
            entry.Name,
            entry.ReceivedAt,
            new TraceStep(
                batch.Time,
                batch.Outcome,
                batch.Why,
                batch.Destination,
                batch.Address,
                batch.Status,
                entry.Attempts == 0 ? null : entry.Attempts
            )
        );

    private static bool IsMeant(JournalEntry entry, byte[] bytes) =>
        bytes.Length == JournalMark.Bytes
            ? JournalMark.Read(bytes) is var mark && (entry.Message == mark || entry.User == mark)
            : entry.Id == new Guid(bytes, bigEndian: true);
}
