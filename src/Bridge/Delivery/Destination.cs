using System.Collections.Frozen;

namespace Bridge.Delivery;

/// <summary>One collector as one write key sees it, or Meta's Conversions API.</summary>
/// <param name="Name"><c>default</c>, the phone_number_id that has a destination of its own, or <c>conversions</c>.</param>
/// <param name="Url">The full address that is posted to.</param>
/// <param name="WriteKey">The secret sent as <c>X-Write-Key</c>; for Meta its token.</param>
/// <param name="Gzip">Whether bodies are compressed.</param>
/// <param name="MessageIdField">Whether each event's id is repeated as top-level <c>messageId</c>.</param>
internal sealed record Destination(string Name, Uri Url, string WriteKey, bool Gzip = false, bool MessageIdField = false)
{
    private const string CapturePath = "/v1/capture";

    /// <summary>All destinations by name, from options without problems.</summary>
    public static FrozenDictionary<string, Destination> AllOf(DestinationOptions options)
    {
        var collector = options.Collector;
        var fallback = new Destination(
            Destinations.Default,
            Address(collector.Url!),
            collector.WriteKey!.Trim(),
            collector.Gzip,
            collector.MessageIdField
        );
        return options
            .Sources.Select(source =>
                fallback with
                {
                    Name = source.Key,
                    Url = string.IsNullOrWhiteSpace(source.Value.Url) ? fallback.Url : Address(source.Value.Url),
                    WriteKey = source.Value.WriteKey!.Trim(),
                }
            )
            .Append(fallback)
            .Concat(options.Conversions.IsOn ? [options.Conversions.ToDestination()] : [])
            .ToFrozenDictionary(destination => destination.Name);
    }

    /// <summary>Without the write key, and without the query, in which some keep another.</summary>
    public override string ToString() => $"{Name} at {Url.GetLeftPart(UriPartial.Path)}";

    private static Uri Address(string text)
    {
        var url = new UriBuilder(text.Trim());
        if (url.Path is "" or "/")
        {
            url.Path = CapturePath;
        }

        return url.Uri;
    }
}
