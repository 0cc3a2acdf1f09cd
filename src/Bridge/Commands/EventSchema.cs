using System.Text.Json.Nodes;
using Bridge.Core.Events;
using Bridge.Core.Translation;

namespace Bridge.Commands;

/// <summary>The events Bridge makes as a JSON Schema (draft 4, as the collector's own contract), for the collector's team.</summary>
internal static class EventSchema
{
    private const string Draft = "http://json-schema.org/draft-04/schema#";
    private const string Time = @"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$";
    private const string EventId = "^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$";
    private const string UserId = @"^(system|\+[1-9][0-9]{5,14}|[A-Z]{2}\.[A-Za-z0-9.]{1,160}|[0-9a-f]{64}|(messenger|instagram):.+)$";

    /// <summary>A schema for one event, an element of <c>batch[]</c>.</summary>
    public static JsonObject Create(IReadOnlyList<EventDefinition> definitions)
    {
        var definitionsByName = new JsonObject();
        foreach (var definition in definitions)
        {
            definitionsByName[Key(definition)] = Of(definition);
        }

        return new JsonObject
        {
            ["$schema"] = Draft,
            ["title"] = $"Track events of Bridge {TrackEvent.LibraryVersion}",
            ["description"] = "One event: an element of batch[] in POST /v1/capture. Made from the declarations Bridge's translators use.",
            ["type"] = "object",
            ["required"] = Names("type", "event", "userId", "timestamp", "context", "properties"),
            ["properties"] = new JsonObject
            {
                ["type"] = Words("track"),
                ["event"] = Type("string"),
                ["userId"] = Pattern(UserId),
                ["timestamp"] = Pattern(Time),
                ["messageId"] = Pattern(EventId),
                ["context"] = Context(),
                ["properties"] = Type("object"),
            },
            ["additionalProperties"] = false,
            ["anyOf"] = new JsonArray([
                .. definitions.Select(definition => new JsonObject { ["$ref"] = $"#/definitions/{Key(definition)}" }),
            ]),
            ["definitions"] = definitionsByName,
        };
    }

    private static string Key(EventDefinition definition) => definition.IsPattern ? definition.Name[..^2] : definition.Name;

    private static JsonObject Of(EventDefinition definition) =>
        new()
        {
            ["title"] = definition.Name,
            ["description"] = definition.When,
            ["properties"] = new JsonObject
            {
                ["event"] = definition.IsPattern ? Pattern($"^{definition.Name[..^2]}\\.[a-z0-9_]+$") : Words(definition.Name),
                ["userId"] = definition.User == EventUser.System ? Words("system") : Pattern(UserId),
                ["properties"] = Properties(definition.Always, [.. definition.Properties]),
            },
        };

    private static JsonObject Properties(IReadOnlyList<EventProperty> always, IReadOnlyList<EventProperty> all)
    {
        var schema = Type("object");
        if (always.Count > 0)
        {
            schema["required"] = Names([.. always.Select(property => property.Name)]);
        }

        var members = new JsonObject();
        foreach (var property in all.Where(property => property.Type != EventPropertyType.Scalar))
        {
            members[property.Name] = Of(property);
        }

        schema["properties"] = members;
        schema["additionalProperties"] = all.FirstOrDefault(property => property.Type == EventPropertyType.Scalar) is { } answer
            ? Of(answer)
            : false;
        return schema;
    }

    private static JsonObject Of(EventProperty property)
    {
        var schema = property.Type switch
        {
            EventPropertyType.Time => Pattern(Time),
            EventPropertyType.Integer => Type("integer"),
            EventPropertyType.Number => Type("number"),
            EventPropertyType.Integers => new JsonObject { ["type"] = "array", ["items"] = Type("integer") },
            EventPropertyType.Flag => Type("boolean"),
            EventPropertyType.Nested => Properties([], property.Members),
            EventPropertyType.Scalar => new JsonObject { ["type"] = Names("string", "number", "boolean") },
            _ when property.IsNullable => new JsonObject { ["type"] = Names("string", "null") },
            _ => new JsonObject { ["type"] = "string", ["minLength"] = 1 },
        };
        schema["description"] = property.Meaning;
        return schema;
    }

    private static JsonObject Context() =>
        new()
        {
            ["type"] = "object",
            ["required"] = Names("channel", "library", "eventId"),
            ["properties"] = new JsonObject
            {
                ["channel"] = Words([.. TranslationOptions.AllChannels]),
                ["library"] = Texts("name", "version"),
                ["eventId"] = Pattern(EventId),
                ["phoneNumberId"] = Type("string"),
                ["businessAccountId"] = Type("string"),
                ["userIds"] = Texts("phone", "bsuid", "parentBsuid", "username"),
                ["campaign"] = Texts("name", "source", "medium", "term", "content", "id"),
                ["timestampSource"] = Words("receipt"),
                ["standby"] = Type("boolean"),
                ["backfill"] = Type("boolean"),
            },
            ["additionalProperties"] = false,
        };

    private static JsonObject Texts(params string[] names) =>
        new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(names.Select(name => KeyValuePair.Create(name, (JsonNode?)Type("string")))),
            ["additionalProperties"] = false,
        };

    private static JsonObject Type(string type) => new() { ["type"] = type };

    private static JsonObject Pattern(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };

    private static JsonObject Words(params string[] words) => new() { ["enum"] = Names(words) };

    private static JsonArray Names(params string[] names) => new([.. names.Select(name => (JsonNode?)name)]);
}
