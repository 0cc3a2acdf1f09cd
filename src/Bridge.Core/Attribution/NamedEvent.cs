using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bridge.Core.Attribution;

/// <summary>An event's JSON completed by the names of the ad that it tells of; what it says already stays.</summary>
public static class NamedEvent
{
    private const int LongestId = 30;

    private static readonly JsonWriterOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The id of the ad an event tells of; null when it tells of none, and always for posts.</summary>
    public static string? FindAd(ReadOnlySpan<byte> payload)
    {
        if (payload.IndexOf("\"adId\""u8) < 0 && payload.IndexOf("\"sourceId\""u8) < 0)
        {
            return null;
        }

        return Read(payload) is { } root ? AdOf(root["properties"]) : null;
    }

    /// <summary>The event with the names; the same bytes where nothing is added.</summary>
    public static byte[] Complete(byte[] payload, AdNames names)
    {
        if (Read(payload) is not { } root || root["properties"] is not JsonObject properties || AdOf(properties) is not { } ad)
        {
            return payload;
        }

        if (properties.ContainsKey("adId"))
        {
            Add(properties, "adName", names.Ad);
            Add(properties, "adsetId", names.AdsetId);
            Add(properties, "adsetName", names.Adset);
            Add(properties, "campaignId", names.CampaignId);
            Add(properties, "campaignName", names.Campaign);
        }

        if (root["context"]?["campaign"] is JsonObject campaign && Text(campaign["content"]) == ad)
        {
            Add(campaign, "name", names.Campaign);
            Add(campaign, "id", names.CampaignId);
        }

        return Write(root);
    }

    private static string? AdOf(JsonNode? properties) =>
        properties is not JsonObject ? null
        : IdOf(properties["adId"]) is { } ad ? ad
        : properties["referral"] is JsonObject referral && Text(referral["sourceType"]) == "ad" ? IdOf(referral["sourceId"])
        : null;

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
