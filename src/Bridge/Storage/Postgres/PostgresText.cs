using System.Text;

namespace Bridge.Storage.Postgres;

/// <summary>
/// Text as PostgreSQL can hold it. What a webhook, or a collector's answer, holds beyond that must not keep it from being stored.
/// </summary>
internal static class PostgresText
{
    /// <summary>
    /// NUL, which no text in PostgreSQL holds, and halves of surrogate pairs, which no UTF-8 holds, become the replacement character.
    /// </summary>
    public static string? Of(string? text) => text is null || IsSound(text) ? text : Mend(text);

    private static bool IsSound(string text) =>
        !text.Contains('\0', StringComparison.Ordinal) && !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF');

    private static string Mend(string text)
    {
        var mended = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) // a lone half comes as the replacement character
        {
            mended.Append(rune.Value == 0 ? Rune.ReplacementChar : rune);
        }

        return mended.ToString();
    }
}
