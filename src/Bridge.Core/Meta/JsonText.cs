using System.Globalization;
using System.Text;

namespace Bridge.Meta;

/// <summary>
/// Decodes the inside of a JSON string without ever failing: invalid UTF-8, lone surrogates and NUL become U+FFFD, because
/// names are cut in the middle of an emoji and databases refuse NUL.
/// </summary>
internal static class JsonText
{
    private const char Replacement = '\uFFFD';

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
