using System.Buffers;
using System.Text;
using System.Text.Json;
using Bridge.Core.Attribution;
using Bridge.Core.Json;

namespace Bridge.Core.Events;

/// <summary>
/// An event's JSON completed by the names of the ad that it tells of; what it says already stays. Never throws, whatever a CRM sent.
/// </summary>
public static class NamedEvent
{
    private const int LongestId = 30;

    /// <summary>Where an event says what brought the person.</summary>
    private static readonly byte[][] Touches = ["firstTouch"u8.ToArray(), "lastTouch"u8.ToArray()];

    /// <summary>The ids of the ads an event tells of; none for posts.</summary>
    public static IReadOnlyList<string> FindAds(ReadOnlyMemory<byte> payload)
    {
        if (!TryRead(payload, out var tape))
        {
            return [];
        }

        using (tape)
        {
            var properties = tape.Root["properties"u8];
            return [.. Touches.Select(touch => SourceOf(properties[touch])).Prepend(AdOf(properties)).OfType<string>().Distinct()];
        }
    }

    /// <summary>The event with the names; the same bytes where nothing is known.</summary>
    /// <param name="find">The names of an ad, by its id.</param>
    public static byte[] Complete(byte[] payload, Func<string, AdNames?> find)
    {
        if (!TryRead(payload, out var tape))
        {
            return payload;
        }

        using (tape)
        {
            var additions = Find(tape.Root, find).OrderBy(addition => addition.To.End).ToList();
            return additions.Count == 0 ? payload : Write(payload, additions);
        }
    }

    private static List<Addition> Find(JsonView root, Func<string, AdNames?> find)
    {
        var (properties, additions) = (root["properties"u8], new List<Addition>());
        if (AdOf(properties) is { } ad && find(ad) is { } names)
        {
            if (properties["adId"u8].Exists)
            {
                additions.Add(All(properties, names));
            }

            if (root["context"u8]["campaign"u8] is { IsObject: true } campaign && campaign["content"u8].Text == ad)
            {
                additions.Add(new Addition(campaign, [("name", names.Campaign), ("id", names.CampaignId)]));
            }
        }

        foreach (var touch in Touches.Select(touch => properties[touch]))
        {
            if (SourceOf(touch) is { } source && find(source) is { } known)
            {
                additions.Add(All(touch, known));
            }
        }

        return additions;
    }

    private static Addition All(JsonView to, AdNames names) =>
        new(
            to,
            [
                ("adName", names.Ad),
                ("adsetId", names.AdsetId),
                ("adsetName", names.Adset),
                ("campaignId", names.CampaignId),
                ("campaignName", names.Campaign),
            ]
        );

    private static byte[] Write(byte[] payload, List<Addition> additions)
    {
        var (output, from) = (new ArrayBufferWriter<byte>(payload.Length + 512), 0);
        foreach (var (to, members) in additions)
        {
            var end = to.End - 1;
            output.Write(payload.AsSpan(from..end));
            to.WriteMembersBehind(output, TrackEvent.WriterOptions, writer => Write(writer, to, members));
            from = end;
        }

        output.Write(payload.AsSpan(from));
        return output.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, JsonView to, (string Name, string? Value)[] members)
    {
        foreach (var (name, value) in members)
        {
            if (value is not null && to[Encoding.UTF8.GetBytes(name)].IsNone)
            {
                writer.WriteString(name, value);
            }
        }
    }

    private static string? AdOf(JsonView properties) => IdOf(properties["adId"u8]) ?? SourceOf(properties["referral"u8]);

    private static string? SourceOf(JsonView touch) => touch["sourceType"u8].Is("ad"u8) ? IdOf(touch["sourceId"u8]) : null;

    /// <summary>Digits alone: it becomes part of an address.</summary>
    private static string? IdOf(JsonView id) =>
        id is { IsString: true, Text: { Length: <= LongestId } text } && text.All(char.IsAsciiDigit) ? text : null;

    /// <summary>Most events tell of no ad, and are not looked through.</summary>
    private static bool TryRead(ReadOnlyMemory<byte> payload, out JsonTape tape)
    {
        tape = null!;
        return (payload.Span.IndexOf("\"adId\""u8) >= 0 || payload.Span.IndexOf("\"sourceId\""u8) >= 0)
            && JsonTape.TryParse(payload, out tape);
    }

    private sealed record Addition(JsonView To, (string Name, string? Value)[] Members);
}
