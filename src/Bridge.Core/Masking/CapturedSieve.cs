using System.Collections.Frozen;
using Bridge.Core.Events;
using Bridge.Core.Translation;

namespace Bridge.Core.Masking;

/// <summary>
/// Of an event that another system wrote: names that Bridge knows, times, small numbers, flags, and words of closed lists. Whatever else
/// stands there another system chose, and it may be a person's name or number wherever it stands, in ids and kinds too.
/// </summary>
internal static class CapturedSieve
{
    private static readonly FrozenSet<string> Contents = """
        text image video audio document sticker location contacts button_reply list_reply flow_reply address call_permission_reply payment
        button order template unsupported interactive reaction
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();

    private static readonly FrozenSet<string> Channels = Closed("whatsapp", "messenger", "instagram");
    private static readonly FrozenSet<string> Directions = Closed("inbound", "outbound");
    private static readonly FrozenSet<string> Modes = Closed("bot", "agent");

    private static readonly Sieve Hidden = new(_ => null, _ => Hidden!) { ShowsName = SentenceSieve.IsKnown };
    private static readonly Sieve Time = Sieve.Value(Harmless.IsWrittenTime);
    private static readonly Sieve Flag = Sieve.Value(Harmless.IsFlag);

    private static readonly Sieve Context = Object(name =>
        name switch
        {
            "channel" => OneOf(Channels),
            "timestampSource" => OneOf(Closed("receipt")),
            "standby" or "backfill" => Flag,
            _ => Hidden,
        }
    );

    public static Sieve Of(EventDefinition? definition)
    {
        var properties = Properties(definition is null ? [] : [.. definition.Properties]);
        return Object(name =>
            name switch
            {
                "type" => OneOf(Closed("track")),
                "event" => Sieve.Value(value => value is { IsString: true, Text: { } text } && IsKnown(text)),
                "timestamp" => Time,
                "context" => Context,
                "properties" => properties,
                _ => Hidden,
            }
        );
    }

    /// <summary>Whether Bridge knows the whole of an event's name: the last word of a pattern anybody chooses.</summary>
    public static bool IsKnown(string name) => EventCatalogue.Find(name) is { IsPattern: false };

    private static Sieve Properties(IReadOnlyList<EventProperty> declared) =>
        Object(name => Property(declared.FirstOrDefault(property => property.Name == name)));

    private static Sieve Property(EventProperty? property) =>
        property switch
        {
            { Type: EventPropertyType.Nested } => Properties(property.Members),
            not { IsHarmless: true } => Hidden,
            { Type: EventPropertyType.Flag } => Flag,
            { Type: EventPropertyType.Time } => Time,
            { Type: EventPropertyType.Integer or EventPropertyType.Integers or EventPropertyType.Number } => Sieve.Value(Harmless.IsNumber),
            { Name: "contentType" or "mediaType" } => OneOf(Contents),
            { Name: "direction" } => OneOf(Directions),
            { Name: "serviceMode" or "fromMode" or "toMode" } => OneOf(Modes),
            _ => Hidden,
        };

    private static Sieve Object(Func<string, Sieve> of) => new(_ => null, of) { ShowsName = SentenceSieve.IsKnown };

    private static Sieve OneOf(FrozenSet<string> words) =>
        Sieve.Value(value => value is { IsString: true, Text: { } text } && words.Contains(text));

    private static FrozenSet<string> Closed(params string[] words) => words.ToFrozenSet();
}
