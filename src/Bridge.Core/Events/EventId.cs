using System.Security.Cryptography;
using System.Text;

namespace Bridge.Core.Events;

/// <summary>Event ids are functions of the fact: the same fact has the same id through Meta's retries, crashes and replays.</summary>
public static class EventId
{
    private const int StackLimit = 512;

    /// <summary>
    /// A version 8 UUID (RFC 9562: a layout of one's own) from the first 16 bytes of SHA-256 over the natural key in UTF-8.
    /// </summary>
    /// <param name="naturalKey">What identifies the fact, such as <c>msg:106540352242922:wamid.HBg…</c>.</param>
    public static Guid From(ReadOnlySpan<char> naturalKey)
    {
        var needed = Encoding.UTF8.GetMaxByteCount(naturalKey.Length);
        Span<byte> utf8 = needed <= StackLimit ? stackalloc byte[StackLimit] : new byte[needed];
        var length = Encoding.UTF8.GetBytes(naturalKey, utf8);

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..length], hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
