using System.Globalization;
using System.Text.Json;

namespace Bridge.Core.Events;

/// <summary>Times as the collector reads them: UTC, milliseconds, <c>2026-01-23T10:00:00.000Z</c>.</summary>
public static class Iso8601
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private const int Length = 24;

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    internal static void Write(Utf8JsonWriter writer, long utcTicks)
    {
        Span<byte> text = stackalloc byte[Length];
        new DateTime(utcTicks, DateTimeKind.Utc).TryFormat(text, out var written, Format, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..written]);
    }
}
