using System.Globalization;
using System.Text;

namespace Bridge.Core.Json;

/// <summary>
/// Decodes the inside of a JSON string without ever failing: invalid UTF-8, lone surrogates and NUL become U+FFFD, because
/// names are cut in the middle of an emoji and databases refuse NUL.
/// </summary>
internal static class JsonText
{
    private const char Replacement = '\uFFFD';

    /// <summary>Of one code point in UTF-8.</summary>
    private const int MostBytes = 4;

    /// <summary>Of one code point written as two escaped surrogates.</summary>
    private const int MostEscapedBytes = 12;

    public static string Decode(ReadOnlySpan<byte> utf8, bool escaped)
    {
        if (!escaped)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        // Unescaping never lengthens: the shortest escape is two bytes for one char.
        var chars = new char[Encoding.UTF8.GetMaxCharCount(utf8.Length)];
        var length = 0;
        while (!utf8.IsEmpty)
        {
            var plain = utf8.IndexOf((byte)'\\');
            var run = plain < 0 ? utf8 : utf8[..plain];
            length += Encoding.UTF8.GetChars(run, chars.AsSpan(length));
            utf8 = utf8[run.Length..];
            if (!utf8.IsEmpty)
            {
                chars[length++] = Unescape(ref utf8);
            }
        }

        ReplaceWhatCannotBeStored(chars.AsSpan(0, length));
        return new string(chars, 0, length);
    }

    /// <summary>The first <paramref name="codePoints"/> of a string; no more of it is looked at than they can take.</summary>
    public static string DecodeStart(ReadOnlySpan<byte> utf8, bool escaped, int codePoints)
    {
        var most = codePoints * (escaped ? MostEscapedBytes : MostBytes);
        return Cut(Decode(utf8.Length <= most ? utf8 : utf8[..most], escaped), codePoints);
    }

    /// <summary>The first <paramref name="codePoints"/> of a text.</summary>
    public static string Cut(string text, int codePoints)
    {
        var length = 0;
        for (; length < text.Length && codePoints > 0; codePoints--)
        {
            length += char.IsHighSurrogate(text[length]) && length + 1 < text.Length ? 2 : 1;
        }

        return length == text.Length ? text : text[..length];
    }

    public static int CountCodePoints(ReadOnlySpan<byte> utf8, bool escaped)
    {
        if (!escaped && System.Text.Unicode.Utf8.IsValid(utf8))
        {
            return CountNonContinuationBytes(utf8);
        }

        var count = 0;
        foreach (var _ in Decode(utf8, escaped).EnumerateRunes())
        {
            count++;
        }

        return count;
    }

    private static int CountNonContinuationBytes(ReadOnlySpan<byte> utf8)
    {
        var count = 0;
        foreach (var b in utf8)
        {
            count += (b & 0xC0) != 0x80 ? 1 : 0;
        }

        return count;
    }

    /// <summary>Takes one escape sequence off the front. The JSON reader has already made sure that it is a whole one.</summary>
    private static char Unescape(ref ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length < 2 || (utf8[1] == (byte)'u' && utf8.Length < 6))
        {
            utf8 = default; // only where a string was cut on purpose
            return Replacement;
        }

        var kind = utf8[1];
        if (kind == (byte)'u')
        {
            var code = (char)ushort.Parse(utf8.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            utf8 = utf8[6..];
            return code;
        }

        utf8 = utf8[2..];
        return kind switch
        {
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            _ => (char)kind,
        };
    }

    private static void ReplaceWhatCannotBeStored(Span<char> chars)
    {
        for (var i = 0; i < chars.Length; i++)
        {
            if (i + 1 < chars.Length && char.IsSurrogatePair(chars[i], chars[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(chars[i]) || chars[i] == '\0')
            {
                chars[i] = Replacement;
            }
        }
    }
}
