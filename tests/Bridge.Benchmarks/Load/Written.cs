using System.Text.Json;
using Bridge.Core.Events;

namespace Bridge.Benchmarks.Load;

/// <summary>An event exactly as it is posted.</summary>
internal static class Written
{
    public static byte[] Of(TrackEvent trackEvent)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, TrackEvent.WriterOptions))
        {
            trackEvent.WriteTo(writer);
        }

        return stream.ToArray();
    }
}
