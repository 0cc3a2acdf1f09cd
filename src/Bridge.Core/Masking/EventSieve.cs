using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Translation;

namespace Bridge.Core.Masking;

/// <summary>
/// Of a track event: its name, time, place, and those properties that are declared harmless for an event of that name. What other
/// systems wrote is sieved finer. Its id is blind, which is made of the fact: where Meta names none, of the person's number, and numbers
/// can be tried out.
/// </summary>
internal static class EventSieve
{
    private static readonly Sieve Hidden = new(_ => null, _ => Hidden!) { ShowsName = SentenceSieve.IsKnown };
    private static readonly Sieve Word = Sieve.Value(Harmless.IsWord);
    private static readonly Sieve Time = Sieve.Value(Harmless.IsTime);
    private static readonly Sieve Id = Sieve.Value(Harmless.IsId);

    private static readonly Sieve Context = new(
        _ => null,
        name =>
            name switch
            {
                "channel" or "timestampSource" or "standby" or "backfill" => Word,
                "phoneNumberId" or "businessAccountId" => Id,
                "library" => new Sieve(_ => null, _ => Id) { ShowsName = SentenceSieve.IsKnown },
                _ => Hidden,
            }
    )
    {
        ShowsName = SentenceSieve.IsKnown,
    };

    public static Sieve Of(JsonView trackEvent)
    {
        var definition = DefinitionOf(trackEvent);
        return EventContext.IsBridges(trackEvent) ? Told(definition) : CapturedSieve.Of(definition);
    }

    /// <summary>What Bridge declares of an event of this name; null when it knows none.</summary>
    public static EventDefinition? DefinitionOf(JsonView trackEvent) =>
        trackEvent["event"u8].Text is { } name ? EventCatalogue.Find(name) : null;

    private static Sieve Told(EventDefinition? definition)
    {
        var properties = Properties(definition is null ? [] : [.. definition.Properties]);
        return new Sieve(
            _ => null,
            member =>
                member switch
                {
                    "type" or "event" => Word,
                    "timestamp" => Time,
                    "context" => Context,
                    "properties" => properties,
                    _ => Hidden,
                }
        )
        {
            ShowsName = SentenceSieve.IsKnown,
        };
    }

    private static Sieve Properties(IReadOnlyList<EventProperty> declared) =>
        new(_ => null, name => Property(declared.FirstOrDefault(property => property.Name == name))) { ShowsName = SentenceSieve.IsKnown };

    private static Sieve Property(EventProperty? property) =>
        property switch
        {
            { Type: EventPropertyType.Nested } => Properties(property.Members),
            not { IsHarmless: true } => Hidden,
            { Type: EventPropertyType.Flag } => Sieve.Value(Harmless.IsFlag),
            { Type: EventPropertyType.Time } => Time,
            { Type: EventPropertyType.Integer or EventPropertyType.Integers or EventPropertyType.Number } => Sieve.Value(Harmless.IsNumber),
            { Privacy: PropertyPrivacy.Identifies } => Sieve.Value(Harmless.IsPhone),
            { Privacy: PropertyPrivacy.Opaque } => Id,
            _ => Word,
        };
}
