using System.Globalization;
using Bridge.Core.Events;
using Bridge.Core.Json;

namespace Bridge.Core.Capture;

/// <summary>
/// Natural keys of captured events. What Meta tells too has Meta's key, so that both are one event; all else lies in a namespace of the
/// sender's own.
/// </summary>
internal static class CaptureKeys
{
    /// <summary>What of an event is about its way, and does not travel on: two copies may differ in it.</summary>
    private static readonly string[] OfTheWay = ["integrations", "_metadata", "writeKey", "sentAt"];

    public static bool Travels(string member) => !OfTheWay.Contains(member);

    /// <param name="number">The business number, when it is known.</param>
    /// <param name="receivedAt">Of an event that says no usable time: the same words an hour later are another fact, as nothing else tells
    /// a repetition from it.</param>
    public static string Of(CaptureSender sender, JsonView item, string? number, DateTimeOffset? receivedAt) =>
        (number is null ? null : Shared(item, number))
        ?? $"crm:{sender.Name}:{item["context"u8]["eventId"u8].Id ?? item["messageId"u8].Id ?? Hash(item) + HourOf(receivedAt)}";

    /// <summary>Of what is wrong, whose ids may be wrong too.</summary>
    public static string OfInvalid(CaptureSender sender, JsonView item) => $"invalid:{sender.Name}:{item.Hash("")}";

    /// <summary>What was read or played was delivered.</summary>
    public static string? DeliveryImpliedBy(JsonView item, string number) =>
        item["event"u8].Text is "message.read" or "message.played" && item["properties"u8]["messageId"u8].Id is { } id
            ? $"st:{number}:{id}:delivered"
            : null;

    /// <summary>Of what Meta tells too.</summary>
    public static string? Shared(JsonView item, string number)
    {
        var properties = item["properties"u8];
        return properties["messageId"u8].Id is not { } id
            ? null
            : item["event"u8].Text switch
            {
                "message.received" => $"msg:{number}:{id}",
                "message.reaction" when IsOf(properties["targetMessageId"u8], id) => $"msg:{number}:{id}",
                "message.edited" or "message.deleted" when IsOf(properties["originalMessageId"u8], id) => $"msg:{number}:{id}",
                "message.sent" => $"sent:{number}:{id}",
                "message.delivered" => $"st:{number}:{id}:delivered",
                "message.read" => $"st:{number}:{id}:read",
                "message.played" => $"st:{number}:{id}:played",
                "message.failed" when properties["errorCode"u8].Integer is { } code => $"st:{number}:{id}:failed:{code}",
                "message.failed" => OfFailure(number, id),
                _ => null,
            };
    }

    /// <summary>Of a failure of which nobody says the reason: Meta always does.</summary>
    public static string OfFailure(string number, string messageId) => $"st:{number}:{messageId}:failed";

    private static string HourOf(DateTimeOffset? time) => time?.UtcDateTime.ToString("':'yyyyMMddHH", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Whether it is about another message: then the id is its own, as Meta's is, and not that of what it is about.</summary>
    private static bool IsOf(JsonView target, string id) => target.Id is { } other && other != id;

    /// <summary>Over all it says, in whichever order.</summary>
    private static string Hash(JsonView item)
    {
        var said = new List<string>();
        foreach (var (name, value) in item.Properties)
        {
            if (Travels(name))
            {
                said.Add($"{name}\n{value.Hash("")}\n");
            }
        }

        said.Sort(StringComparer.Ordinal);
        return EventId.From(string.Concat(said)).ToString();
    }
}
