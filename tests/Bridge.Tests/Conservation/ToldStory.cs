using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Simulation.Stories;
using Bridge.Support;

namespace Bridge.Conservation;

/// <summary>What a collector was told of one person, with short names for the ids of messages and conversations.</summary>
internal sealed class ToldStory(ScriptedCollector collector, StoryCast cast, DateTimeOffset began)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>In the order in which it happened; of one moment, as it arrived.</summary>
    public IReadOnlyList<ToldEvent> Events()
    {
        var conversations = new List<string>();
        return
        [
            .. collector
                .Requests.Where(request => request.Answer.Takes)
                .SelectMany(request => request.Events)
                .DistinctBy(item => item.Id)
                .Select(item => JsonNode.Parse(item.Payload)!)
                .Where(item => (string?)item["userId"] == $"+{cast.Phone}")
                .OrderBy(item => (DateTimeOffset)item["timestamp"]!)
                .Select(item => Told(item, conversations)),
        ];
    }

    /// <summary>Waits until the collector has so many.</summary>
    public Task HasAsync(int events) =>
        Eventually.HoldsAsync(() => Task.FromResult(Events().Count >= events), $"{events} events of {cast.Phone}", Longest);

    private ToldEvent Told(JsonNode item, List<string> conversations)
    {
        var properties = Short(item["properties"]!.AsObject(), conversations);
        return new ToldEvent(Second((string)item["timestamp"]!), (string)item["event"]!, properties);
    }

    private JsonObject Short(JsonObject told, List<string> conversations)
    {
        var properties = new JsonObject();
        foreach (var (name, value) in told)
        {
            properties[name] =
                value is JsonObject nested ? Short(nested, conversations)
                : value?.GetValueKind() == JsonValueKind.String ? Short(name, (string)value!, conversations)
                : value?.DeepClone();
        }

        return properties;
    }

    private string Short(string name, string value, List<string> conversations)
    {
        if (name is "conversationId" or "previousConversationId")
        {
            conversations.AddRange(conversations.Contains(value) ? [] : [value]);
            return $"c{conversations.IndexOf(value) + 1}";
        }

        return name is "deliveredAt" or "readAt" or "touchedAt"
            ? $"@{Second(value)}"
            : value.Replace(cast.MessageId(0)[..^1], "m", StringComparison.Ordinal).Replace(cast.Phone, "254…", StringComparison.Ordinal);
    }

    private int Second(string time) => (int)(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture) - began).TotalSeconds;
}
