using Bridge.Storage.Administration;
using Bridge.Storage.Journal;

namespace Bridge.Journal;

/// <summary>What the journal says of events, one by one.</summary>
internal static class JournalSteps
{
    /// <summary>Of the events of a batch that are meant.</summary>
    public static IEnumerable<FoundStep> Of(JournalBatch batch, JournalSought sought) =>
        batch.Read().Where(sought.IsMeant).Select(entry => Of(batch, entry));

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
}
