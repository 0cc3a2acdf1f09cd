using System.Text;
using Bridge.Storage;

namespace Bridge.Delivery;

/// <summary>Events to deliver.</summary>
internal static class Events
{
    public static readonly DateTimeOffset ReceivedAt = new(2026, 3, 1, 11, 59, 0, TimeSpan.Zero);

    /// <summary>An event that keeps the collector's contract, the n-th of its kind.</summary>
    public static PendingEvent Numbered(int n, string destination = Destinations.Default)
    {
        var id = new Guid(n, 0, 0, [0x80, 0, 0, 0, 0, 0, 0, 0]);
        var payload = $$$"""
            {"type":"track","event":"message.read","userId":"+254712345678","timestamp":"2026-01-23T10:00:00.000Z",
            "context":{"channel":"whatsapp","library":{"name":"meta-bridge"},"eventId":"{{{id}}}"},"properties":{"messageId":"wamid.{{{n}}}"}}
            """.ReplaceLineEndings("");
        return new PendingEvent(0, id, "message.read", destination, null, Encoding.UTF8.GetBytes(payload), ReceivedAt, 0, null);
    }

    public static List<PendingEvent> Many(int count, string destination = Destinations.Default) =>
        [.. Enumerable.Range(1, count).Select(n => Numbered(n, destination))];

    /// <summary>An event of exactly that many bytes.</summary>
    public static PendingEvent OfSize(int n, int bytes)
    {
        var small = Numbered(n);
        var text = Encoding.UTF8.GetString(small.Payload);
        var padded = text.Insert(text.Length - 2, $",\"chatId\":\"{new string('x', bytes - text.Length - 12)}\"");
        return small with { Payload = Encoding.UTF8.GetBytes(padded) };
    }
}
