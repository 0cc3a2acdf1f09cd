using Bridge.Storage.Journal;

namespace Bridge.Journal;

/// <summary>By which bytes the journal finds batches, and which of their events are meant.</summary>
/// <param name="IsMeant">A message is never found by the mark of a person: marks are short, and one can be made to fit another.</param>
internal sealed record JournalSought(IReadOnlyList<byte[]> Bytes, Func<JournalEntry, bool> IsMeant)
{
    public static JournalSought Event(Guid id) => new([id.ToByteArray(bigEndian: true)], entry => entry.Id == id);

    public static JournalSought Messages(IReadOnlyList<JournalMark> marks) =>
        new(BytesOf(marks), entry => marks.Any(mark => entry.Message == mark));

    public static JournalSought People(IReadOnlyList<JournalMark> marks) =>
        new(BytesOf(marks), entry => marks.Any(mark => entry.User == mark));

    private static byte[][] BytesOf(IEnumerable<JournalMark> marks) => [.. marks.Select(mark => mark.ToBytes())];
}
