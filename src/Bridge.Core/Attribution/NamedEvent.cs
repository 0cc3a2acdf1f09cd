using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bridge.Core.Attribution;

/// <summary>An event's JSON completed by the names of the ad that it tells of; what it says already stays.</summary>
public static class NamedEvent
{
    private const int LongestId = 30;

    private static readonly JsonWriterOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Where an event says what brought the person.</summary>
    private static readonly string[] Touches = ["firstTouch", "lastTouch"];

    /// <summary>The ids of the ads an event tells of; none for posts.</summary>
    public static IReadOnlyList<string> FindAds(ReadOnlySpan<byte> payload) =>
        ReadProperties(payload) is { } properties
            ? [.. Touches.Select(touch => SourceOf(properties[touch])).Prepend(AdOf(properties)).OfType<string>().Distinct()]
            : [];

    /// <summary>The event with the names; the same bytes where nothing is known.</summary>
    /// <param name="find">The names of an ad, by its id.</param>
    public static byte[] Complete(byte[] payload, Func<string, AdNames?> find)
    {
        if (ReadProperties(payload) is not { } properties)
        {
            return payload;
        }

        var isNamed = false;
        if (AdOf(properties) is { } ad && find(ad) is { } names)
        {
            Complete(properties, ad, names);
            isNamed = true;
        }

        foreach (var touch in Touches.Select(touch => properties[touch]))
        {
            if (SourceOf(touch) is { } source && find(source) is { } known)
            {
                AddTo((JsonObject)touch!, known);
                isNamed = true;
            }
        }

        return isNamed ? Write((JsonObject)properties.Root) : payload;
    }

    private static void Complete(JsonObject properties, string ad, AdNames names)
    {
        if (properties.ContainsKey("adId"))
        {
            AddTo(properties, names);
        }

        if (properties.Root["context"]?["campaign"] is JsonObject campaign && Text(campaign["content"]) == ad)
        {
            Add(campaign, "name", names.Campaign);
            Add(campaign, "id", names.CampaignId);
        }
    }

    private static void AddTo(JsonObject said, AdNames names)
    {
        Add(said, "adName", names.Ad);
        Add(said, "adsetId", names.AdsetId);
        Add(said, "adsetName", names.Adset);
        Add(said, "campaignId", names.CampaignId);
        Add(said, "campaignName", names.Campaign);
    }

    private static string? AdOf(JsonObject properties) => IdOf(properties["adId"]) ?? SourceOf(properties["referral"]);

    private static string? SourceOf(JsonNode? touch) =>
        touch is JsonObject said && Text(said["sourceType"]) == "ad" ? IdOf(said["sourceId"]) : null;

    /// <summary>Digits alone: it becomes part of an address.</summary>
    private static string? IdOf(JsonNode? node) =>
        Text(node) is { Length: > 0 and <= LongestId } id && id.All(char.IsAsciiDigit) ? id : null;

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static void Add(JsonObject to, string name, string? value)
    {
        if (value is not null && !to.ContainsKey(name))
        {
            to[name] = JsonValue.Create(value);
        }
    }

    private static JsonObject? ReadProperties(ReadOnlySpan<byte> payload) =>
        payload.IndexOf("\"adId\""u8) >= 0 || payload.IndexOf("\"sourceId\""u8) >= 0 ? Read(payload)?["properties"] as JsonObject : null;

    /// <summary>What a CRM sent may name a member twice, or not be an object: then it is left as it is.</summary>
    private static JsonObject? Read(ReadOnlySpan<byte> payload)
    {
        try
        {
            var document = new JsonDocumentOptions { AllowDuplicateProperties = false };
            return JsonNode.Parse(payload, null, document) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] Write(JsonObject root)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, AsWritten))
        {
            root.WriteTo(writer);
        }

        return bytes.ToArray();
    }
}
