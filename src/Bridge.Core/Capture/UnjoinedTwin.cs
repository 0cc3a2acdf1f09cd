using System.Buffers;
using System.Text;
using Bridge.Core.Events;
using Bridge.Core.Json;

namespace Bridge.Core.Capture;

/// <summary>
/// What a CRM tells of a message and what leaves before Meta told of it: under an id of its own, so that nothing a CRM says stands under
/// Meta's id. What Meta tells of the same person later is a repetition; what it tells of anybody else leaves too.
/// </summary>
public static class UnjoinedTwin
{
    /// <param name="shared">The id under which both sides tell.</param>
    public static Guid IdOf(Guid shared) => EventId.From($"unjoined:{shared}");

    /// <summary>Remembered with it: of whom the CRM told.</summary>
    public static Guid MarkOf(Guid shared, string userId) => EventId.From($"unjoined:{shared}:{userId}");

    /// <summary>Remembered when Meta told of it after that had left, so that what it told leaves once, or is late once.</summary>
    public static Guid MarkOfMetas(Guid shared) => EventId.From($"displaced:{shared}");

    /// <summary>Remembered when a CRM told of it, so that what it tells after Meta's had left is late once.</summary>
    public static Guid MarkOfCrms(Guid shared) => EventId.From($"told:{shared}");

    /// <returns>The event under another id; what says none stays as it is.</returns>
    public static ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> payload, Guid id)
    {
        if (!JsonTape.TryParse(payload, out var tape))
        {
            return payload;
        }

        using (tape)
        {
            var had = tape.Root["context"u8]["eventId"u8];
            return had.IsString ? Write(payload, had, $"\"{id}\"") : payload;
        }
    }

    private static ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> payload, JsonView had, string id)
    {
        var output = new ArrayBufferWriter<byte>(payload.Length + id.Length);
        output.Write(payload.Span[..had.Start]);
        output.Write(Encoding.UTF8.GetBytes(id));
        output.Write(payload.Span[had.End..]);
        return output.WrittenMemory;
    }
}
