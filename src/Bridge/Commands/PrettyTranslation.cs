using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Core.Events;
using Bridge.Core.Translation;

namespace Bridge.Commands;

/// <summary>What a webhook becomes, for people: each event with its properties, and why something would stay.</summary>
internal static class PrettyTranslation
{
    private const string Forwarded = "forwarded";

    public static void Print(WebhookTranslation translation, TextWriter output)
    {
        foreach (var trackEvent in translation.Events)
        {
            Print(Node(trackEvent), output);
        }

        foreach (var unreadable in translation.Unreadable)
        {
            output.WriteLine($"unreadable, a dead letter: {unreadable.Reason}");
        }

        foreach (var unrecognised in translation.Unrecognised)
        {
            output.WriteLine($"unrecognised, one a day is kept as a dead letter: {unrecognised.Field}");
        }

        foreach (var dropped in translation.Dropped)
        {
            output.WriteLine($"dropped by the rule {dropped.Rule}: {dropped.Name}");
        }
    }

    private static void Print(JsonNode trackEvent, TextWriter output)
    {
        var name = trackEvent["event"]!.ToString();
        output.WriteLine($"{name} of {trackEvent["userId"]}, {Fate(name, trackEvent["context"]?["channel"]?.ToString())}");
        output.WriteLine($"  at {trackEvent["timestamp"]}, event id {trackEvent["context"]?["eventId"]}");
        if (trackEvent["context"]?["campaign"] is { } campaign)
        {
            output.WriteLine($"  context.campaign: {campaign.ToJsonString(ApiJson)}");
        }

        foreach (var (property, value) in trackEvent["properties"]?.AsObject() ?? [])
        {
            output.WriteLine($"  {property}: {value?.ToJsonString(ApiJson)}");
        }
    }

    /// <summary>Whether an event leaves, and what would let it, with the settings as they come.</summary>
    public static string Fate(string name, string? channel) =>
        channel is not (null or "whatsapp") ? $"not forwarded unless Channels has {channel}"
        : EventCatalogue.Core.Contains(name) ? Forwarded
        : $"not forwarded unless Events:Forward has {name}, {name.Split('.')[0]}.* or all";

    private static JsonSerializerOptions ApiJson => Ops.Api.ApiJson.Options;

    private static JsonNode Node(TrackEvent trackEvent)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            trackEvent.WriteTo(writer);
        }

        return JsonNode.Parse(Encoding.UTF8.GetString(bytes.WrittenSpan))!;
    }
}
