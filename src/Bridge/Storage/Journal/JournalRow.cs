namespace Bridge.Storage.Journal;

/// <summary>What became of several events together: a row of the journal, ready to be written.</summary>
/// <param name="Outcome">One of <see cref="JournalOutcome"/>.</param>
/// <param name="Why">The rule by which they were dropped, or the reason for which they are dead.</param>
/// <param name="Address">The collector's host and port.</param>
internal sealed record JournalRow(
    DateTimeOffset At,
    string Outcome,
    string? Why,
    string? Destination,
    string? Address,
    int? Status,
    int Count,
    string Names,
    byte[] Entries
)
{
    /// <summary>What a row takes beside names and entries.</summary>
    private const int Overhead = 100;

    /// <summary>What it counts against <c>Journal:MaxBytes</c>.</summary>
    public int Bytes => Entries.Length + Names.Length + Overhead;

    /// <summary>Of events of one destination that were delivered in one POST.</summary>
    public static JournalRow Delivered(IReadOnlyList<PendingEvent> events, DeliveryReceipt receipt, DateTimeOffset at) =>
        Of(
            [.. events.Select(posted => JournalEntry.Of(posted, posted.Attempts + 1))],
            at,
            JournalOutcome.Delivered,
            why: null,
            events[0].Destination,
            receipt.Address,
            receipt.Status
        );

    /// <summary>Of events of one destination that are dead: a row for each cause.</summary>
    public static IReadOnlyList<JournalRow> Dead(IReadOnlyList<DeadEvent> dead, DateTimeOffset at) =>
        [
            .. dead.GroupBy(one => (one.Event.Destination, one.Reason, one.Status))
                .Select(alike =>
                    Of(
                        [.. alike.Select(one => JournalEntry.Of(one.Event, one.Attempts))],
                        at,
                        JournalOutcome.Dead,
                        alike.Key.Reason,
                        alike.Key.Destination,
                        address: null,
                        alike.Key.Status
                    )
                ),
        ];

    /// <summary>Of what goes no further than intake: a row for each rule and each reason.</summary>
    public static IReadOnlyList<JournalRow> Ended(
        IReadOnlyList<DroppedItem> dropped,
        IReadOnlyList<IntakeItem> stored,
        DateTimeOffset at
    ) =>
        [
            .. dropped
                .GroupBy(one => one.Rule, one => JournalEntry.Of(one.Item))
                .Select(alike => Of([.. alike], at, JournalOutcome.Dropped, alike.Key)),
            .. stored
                .Where(item => item.Kind != IntakeKind.Event)
                .GroupBy(item => DeadReason.Of(item.Kind), JournalEntry.Of)
                .Select(alike => Of([.. alike], at, JournalOutcome.Dead, alike.Key)),
        ];

    private static JournalRow Of(
        IReadOnlyList<JournalEntry> entries,
        DateTimeOffset at,
        string outcome,
        string? why,
        string? destination = null,
        string? address = null,
        int? status = null
    )
    {
        var (names, bytes) = JournalEntries.Write(entries, at);
        return new JournalRow(at, outcome, why, destination, address, status, entries.Count, names, bytes);
    }
}

/// <summary>What may become of an event, as stored and shown.</summary>
internal static class JournalOutcome
{
    public const string Delivered = "delivered";
    public const string Dropped = "dropped";
    public const string Dead = "dead";
}
