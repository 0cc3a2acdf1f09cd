using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Bridge.Storage;

/// <summary>
/// Text from outside in a form that every store can hold: short enough for any index, and without what PostgreSQL has no text for.
/// </summary>
internal static class StoredText
{
    /// <summary>
    /// The longest id kept as it is, in characters. Meta's longest, a business-scoped user id, has 163; PostgreSQL refuses index entries
    /// above 2.7 kB.
    /// </summary>
    public const int LongestKey = 200;

    /// <summary>
    /// An id as a key: itself, or its SHA-256 where it is too long or holds NUL or a half of a surrogate pair. Different ids stay
    /// different.
    /// </summary>
    public static string Key(string id) =>
        id.Length <= LongestKey && !id.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') && !id.Contains('\0', StringComparison.Ordinal)
            ? id
            : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(id.AsSpan())));

    /// <summary>A text for people, cut where it is longer than anybody reads.</summary>
    public static string? Cut(string? text) =>
        text is not { Length: > LongestKey }
            ? text
            : text[..(char.IsHighSurrogate(text[LongestKey - 2]) ? LongestKey - 2 : LongestKey - 1)] + "…";
}
