using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Bridge.Storage.Journal;

/// <summary>One event of a batch, as the journal keeps it.</summary>
/// <param name="Name">Null where nobody knows it.</param>
/// <param name="User">Whom it is about.</param>
/// <param name="Message">The message it is about.</param>
/// <param name="Attempts">How often it was posted, the last time included.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JournalEntry(
    Guid Id,
    string? Name,
    JournalMark User,
    JournalMark Message,
    int Attempts,
    DateTimeOffset ReceivedAt
)
{
    /// <summary>Of an event that was delivered or refused.</summary>
    public static JournalEntry Of(PendingEvent posted, int attempts) =>
        new(posted.Id, posted.Name, JournalMark.OfUser(posted.Payload), JournalMark.OfMessage(posted.Payload), attempts, posted.ReceivedAt);

    /// <summary>Of an item that was taken in and goes no further; what is no event is known by its id alone.</summary>
    public static JournalEntry Of(IntakeItem item) =>
        item.Kind == IntakeKind.Event
            ? new(
                item.Id,
                item.Name,
                JournalMark.OfUser(item.Payload.Span),
                JournalMark.OfMessage(item.Payload.Span),
                Attempts: 0,
                item.ReceivedAt
            )
            : new(item.Id, item.Name, default, default, Attempts: 0, item.ReceivedAt);
}

/// <summary>The events of a batch in 32 bytes each: id, two marks, attempts, the place of its name, how long it took.</summary>
internal static class JournalEntries
{
    public const int Bytes = 32;

    /// <summary>Where the marks stand.</summary>
    public const int UserAt = 16;
    public const int MessageAt = UserAt + JournalMark.Bytes;
    private const int AttemptsAt = MessageAt + JournalMark.Bytes;
    private const int NameAt = AttemptsAt + 1;
    private const int TookAt = NameAt + 1;

    /// <summary>The place of what has no name, or one too many.</summary>
    private const byte NoName = byte.MaxValue;

    private const char NameEnd = '\n';

    /// <param name="at">When it became of them what became of them.</param>
    /// <returns>The names, one a line, and the entries.</returns>
    public static (string Names, byte[] Entries) Write(IReadOnlyList<JournalEntry> entries, DateTimeOffset at)
    {
        var names = new List<string>();
        var bytes = new byte[entries.Count * Bytes];
        for (var i = 0; i < entries.Count; i++)
        {
            Write(entries[i], names, at, bytes.AsSpan(i * Bytes, Bytes));
        }

        return (string.Join(NameEnd, names), bytes);
    }

    /// <summary>Those that nobody has erased.</summary>
    public static IEnumerable<JournalEntry> Read(string names, byte[] bytes, DateTimeOffset at)
    {
        var known = names.Split(NameEnd);
        for (var start = 0; start + Bytes <= bytes.Length; start += Bytes)
        {
            if (bytes.AsSpan(start, Bytes).ContainsAnyExcept((byte)0))
            {
                yield return Read(bytes.AsSpan(start, Bytes), known, at);
            }
        }
    }

    /// <summary>Erases those with one of the marks.</summary>
    /// <returns>How many there were.</returns>
    public static int Erase(byte[] bytes, IReadOnlySet<JournalMark> users)
    {
        var erased = 0;
        for (var start = 0; start + Bytes <= bytes.Length; start += Bytes)
        {
            if (users.Contains(JournalMark.Read(bytes.AsSpan(start + UserAt))))
            {
                bytes.AsSpan(start, Bytes).Clear();
                erased++;
            }
        }

        return erased;
    }

    private static void Write(in JournalEntry entry, List<string> names, DateTimeOffset at, Span<byte> bytes)
    {
        entry.Id.TryWriteBytes(bytes, bigEndian: true, out _);
        entry.User.WriteTo(bytes[UserAt..]);
        entry.Message.WriteTo(bytes[MessageAt..]);
        bytes[AttemptsAt] = (byte)Math.Min(entry.Attempts, byte.MaxValue);
        bytes[NameAt] = PlaceOf(entry.Name, names);
        var took = Math.Clamp((at - entry.ReceivedAt).TotalMilliseconds, 0, uint.MaxValue);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[TookAt..], (uint)took);
    }

    private static JournalEntry Read(ReadOnlySpan<byte> bytes, string[] names, DateTimeOffset at) =>
        new(
            new Guid(bytes[..UserAt], bigEndian: true),
            bytes[NameAt] < names.Length && bytes[NameAt] != NoName ? names[bytes[NameAt]] : null,
            JournalMark.Read(bytes[UserAt..]),
            JournalMark.Read(bytes[MessageAt..]),
            bytes[AttemptsAt],
            at - TimeSpan.FromMilliseconds(BinaryPrimitives.ReadUInt32BigEndian(bytes[TookAt..]))
        );

    private static byte PlaceOf(string? name, List<string> names)
    {
        if (string.IsNullOrEmpty(name) || name.Contains(NameEnd, StringComparison.Ordinal))
        {
            return NoName;
        }

        var place = names.IndexOf(name);
        if (place < 0 && names.Count < NoName)
        {
            names.Add(name);
            place = names.Count - 1;
        }

        return place < 0 ? NoName : (byte)place;
    }
}
