using System.Text.Json.Nodes;
using Bridge.Receiving;
using Bridge.Translation;

namespace Bridge.Ops;

/// <summary>All bodies there are, marked, and what of a text shows a mark.</summary>
internal static class MarkedBodies
{
    /// <summary>Of Meta's: all samples, and all from the field where they are there.</summary>
    public static List<(string Name, string Body)> All() =>
        [
            .. Samples
                .Names(Samples.Webhooks)
                .Select(name => Samples.FileOf(Samples.Webhooks, name))
                .Concat(Samples.CorpusFiles())
                .Select((file, number) => (Path.GetFileName(file), MarkedBody.Of(File.ReadAllText(file), number)!))
                .Where(body => body.Item2 is not null),
        ];

    /// <summary>What a CRM posts: in each request an event that is right, and the same where its user is none.</summary>
    public static IEnumerable<string> Captured() =>
        CaptureGuides.All.Select(
            (example, number) => Captured(JsonNode.Parse(MarkedBody.Of(example.Event, 900 + number)!)!.AsObject(), number)
        );

    /// <summary>Whether a text shows a person.</summary>
    public static bool Tells(string? text) =>
        text is not null
        && (
            text.Contains(MarkedBody.Text, StringComparison.OrdinalIgnoreCase) || text.Contains(MarkedBody.Number, StringComparison.Ordinal)
        );

    /// <summary>The mark and what stands before it, for who reads why a test failed.</summary>
    public static string Around(string text)
    {
        var place = Math.Max(
            text.IndexOf(MarkedBody.Text, StringComparison.OrdinalIgnoreCase),
            text.IndexOf(MarkedBody.Number, StringComparison.Ordinal)
        );
        return text[Math.Max(0, place - 150)..Math.Min(text.Length, place + 60)];
    }

    private static string Captured(JsonObject item, int number)
    {
        item["userId"] = $"+{MarkedBody.Number}{number:D6}";
        item["context"]!["channel"] = "whatsapp";
        item["properties"]!.AsObject().Remove("templateId");
        item["properties"]!.AsObject().Remove("countryCode");
        item["properties"]!.AsObject().Remove("direction");
        var wrong = item.DeepClone();
        wrong["userId"] = MarkedBody.Text + " " + MarkedBody.Number;
        wrong["properties"]![MarkedBody.Text] = MarkedBody.Text;
        return CapturePost.Batch(item.ToJsonString(), wrong.ToJsonString());
    }
}
