using System.Text;

namespace Bridge.Core.Insights;

/// <summary>
/// A small cache of names by their UTF-8 bytes: a range of figures names the same channels, countries and agents some hundred thousand
/// times. Thread-safe: whoever comes too late reads or writes one entry more.
/// </summary>
internal static class RepeatedText
{
    private const int Entries = 4096;
    private static readonly Entry?[] Cache = new Entry?[Entries];

    public static string Of(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return "";
        }

        ref var entry = ref Cache[PlaceOf(utf8)];
        if (entry is not { } known || !known.Bytes.AsSpan().SequenceEqual(utf8))
        {
            known = new Entry(utf8.ToArray(), Encoding.UTF8.GetString(utf8));
            entry = known;
        }

        return known.Text;
    }

    private static int PlaceOf(ReadOnlySpan<byte> utf8)
    {
        var hash = default(HashCode);
        hash.AddBytes(utf8);
        return hash.ToHashCode() & (Entries - 1);
    }

    private sealed record Entry(byte[] Bytes, string Text);
}
