using System.Buffers;
using System.Globalization;
using System.Text;

namespace Bridge.Commands;

/// <summary>
/// Where commands write: whatever a terminal would obey, or that makes text look like another, is written out as <c>\u001b</c>, wherever it
/// comes from. In JSON it means the same as before.
/// </summary>
/// <remarks>Lines and tabs stay. Drawing goes to <see cref="Inner"/>.</remarks>
internal sealed class ShownText(TextWriter inner) : TextWriter(CultureInfo.InvariantCulture)
{
    /// <summary>
    /// Control characters, line separators, and what turns the direction of writing round or is not seen; joiners are part of words and
    /// signs.
    /// </summary>
    private static readonly SearchValues<char> Misleading = SearchValues.Create([
        .. Enumerable
            .Range(0, char.MaxValue + 1)
            .Select(code => (char)code)
            .Where(one => one is not ('\n' or '\t' or '\u200c' or '\u200d') && IsMisleading(char.GetUnicodeCategory(one))),
    ]);

    public TextWriter Inner => inner;

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(ReadOnlySpan<char> buffer)
    {
        for (var next = buffer.IndexOfAny(Misleading); next >= 0; next = buffer.IndexOfAny(Misleading))
        {
            inner.Write(buffer[..next]);
            inner.Write(buffer[next..].StartsWith("\r\n") ? "\r" : $"\\u{(int)buffer[next]:x4}");
            buffer = buffer[(next + 1)..];
        }

        inner.Write(buffer);
    }

    public override void WriteLine() => inner.WriteLine();

    public override void WriteLine(string? value)
    {
        Write(value);
        inner.WriteLine();
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync() => inner.FlushAsync();

    public static string Escape(string text)
    {
        using var plain = new StringWriter(CultureInfo.InvariantCulture);
        using var shown = new ShownText(plain);
        shown.Write(text);
        return plain.ToString();
    }

    private static bool IsMisleading(UnicodeCategory category) =>
        category
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;
}
