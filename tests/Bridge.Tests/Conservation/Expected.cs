using System.Text;
using System.Text.Json;
using Bridge.Core.Events;

namespace Bridge.Conservation;

/// <summary>What the collector must get, byte by byte.</summary>
internal static class Expected
{
    public static string Payload(TrackEvent item)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, TrackEvent.WriterOptions))
        {
            item.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
