using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Bridge.Storage.Journal;

/// <summary>
/// 40 bits of a hash of an id: who knows the id finds the events by it, and the journal holds no number in clear.
/// </summary>
/// <param name="Value">0 stands for no id.</param>
/// <remarks>
/// FNV-1a, mixed at its end: SHA-256 would cost each event more than all the rest of its entry, and would not keep out better who
/// tries out all numbers. Of seven million events one in a hundred thousand searches finds one too many.
/// </remarks>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JournalMark(long Value)
{
    public const int Bytes = 5;

    /// <summary>What an event names that is about nobody.</summary>
    private static ReadOnlySpan<byte> Nobody => "system"u8;

    public static JournalMark Of(string id) => Of(Encoding.UTF8.GetBytes(id));

    /// <summary>Of the person an event is about.</summary>
    public static JournalMark OfUser(ReadOnlySpan<byte> trackEvent) => OfText(trackEvent, "\"userId\":\""u8);

    /// <summary>Of the message an event is about.</summary>
    public static JournalMark OfMessage(ReadOnlySpan<byte> trackEvent) => OfText(trackEvent, "\"messageId\":\""u8);

    public void WriteTo(Span<byte> bytes)
    {
        Span<byte> whole = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(whole, Value);
        whole[^Bytes..].CopyTo(bytes);
    }

    public static JournalMark Read(ReadOnlySpan<byte> bytes)
    {
        Span<byte> whole = stackalloc byte[sizeof(long)];
        bytes[..Bytes].CopyTo(whole[^Bytes..]);
        return new JournalMark(BinaryPrimitives.ReadInt64BigEndian(whole));
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[Bytes];
        WriteTo(bytes);
        return bytes;
    }

    /// <summary>
    /// Nobody parses an event for it: in JSON as Bridge writes it no text can hold these bytes, for its quotes would be escaped.
    /// </summary>
    private static JournalMark OfText(ReadOnlySpan<byte> json, ReadOnlySpan<byte> member)
    {
        var at = json.IndexOf(member);
        if (at < 0)
        {
            return default;
        }

        var text = json[(at + member.Length)..];
        return text.IndexOf((byte)'"') is > 0 and var length && !text[..length].SequenceEqual(Nobody) ? Of(text[..length]) : default;
    }

    private static JournalMark Of(ReadOnlySpan<byte> id)
    {
        const ulong Basis = 14695981039346656037;
        const ulong Prime = 1099511628211;
        const ulong Mixer = 0xff51afd7ed558ccd;
        var hash = Basis;
        foreach (var one in id)
        {
            hash = unchecked((hash ^ one) * Prime);
        }

        hash = unchecked((hash ^ (hash >> 33)) * Mixer);
        return new JournalMark(Math.Max(1, (long)((hash ^ (hash >> 33)) >> (64 - (8 * Bytes)))));
    }
}
