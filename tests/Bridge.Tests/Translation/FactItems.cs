using System.Text;
using System.Text.Json.Nodes;
using Bridge.Core.Translation;

namespace Bridge.Translation;

/// <summary>The items of a webhook, each of which is a fact, and the ids they get alone, in company, and changed in one place.</summary>
internal static class FactItems
{
    private static readonly HashSet<string> ListNames =
    [
        "messages",
        "statuses",
        "errors",
        "user_actions",
        "message_echoes",
        "user_preferences",
        "user_id_update",
        "state_sync",
        "calls",
        "automatic_events",
        "events",
        "groups",
        "messaging",
        "standby",
    ];

    private static readonly TranslationOptions Everything = TranslationOptions.Default with
    {
        Channels = TranslationOptions.AllChannels,
        BackfillHistory = true,
    };

    /// <summary>One item: where its list is in the body, and its place there.</summary>
    /// <param name="Path">From the root to the list: names and places.</param>
    public sealed record Item(JsonNode Body, IReadOnlyList<object> Path, int Place)
    {
        public JsonNode Node => ((JsonArray)Find(Body, Path))[Place]!;

        /// <summary>The body with this list holding nothing but the given items.</summary>
        public JsonNode With(params IEnumerable<JsonNode> items)
        {
            var body = Body.DeepClone();
            var list = (JsonArray)Find(body, Path);
            list.Clear();
            foreach (var item in items)
            {
                list.Add(item.DeepClone());
            }

            return body;
        }

        /// <summary>The natural keys of what the given items become, without those of the rest of the body.</summary>
        public HashSet<string> KeysOf(params IEnumerable<JsonNode> items) => [.. Keys(With(items)).Except(Keys(With()))];
    }

    /// <summary>The items of a body; a change without lists is one by itself.</summary>
    public static IEnumerable<Item> Of(JsonNode body) =>
        from path in Lists(body, [])
        let list = (JsonArray)Find(body, path)
        from place in Enumerable.Range(0, list.Count)
        where list[place] is JsonObject item && (path[^1] is not "changes" || !Lists(item, []).Any())
        select new Item(body, path, place);

    /// <summary>Every natural key, with what it is of; unreadable items have only ids.</summary>
    public static IEnumerable<string> Keys(JsonNode body)
    {
        var translation = Translated.Body(Encoding.UTF8.GetBytes(body.ToJsonString()), Everything);
        return
        [
            .. translation.Events.Select(trackEvent => trackEvent.NaturalKey),
            .. translation.Unreadable.Select(item => $"unreadable:{item.Id}"),
        ];
    }

    /// <summary>
    /// The item changed in one place: each value another, each member gone, one more member. The field is not what is said.
    /// </summary>
    public static IEnumerable<(string Where, JsonNode Changed)> Variations(JsonNode item)
    {
        foreach (var path in Places(item, []).Where(path => path is not ([] or ["field"])).ToList())
        {
            var where = string.Join('.', path);
            yield return (where, Change(item, path, Other));
            yield return (where, Change(item, path, _ => null));
        }

        var more = item.DeepClone();
        (more["value"] is JsonObject value ? value : more)["never_heard_of"] = "x";
        yield return ("never_heard_of", more);
    }

    /// <summary>The same with the members of every object in the opposite order.</summary>
    public static JsonNode? Reordered(JsonNode? node) =>
        node switch
        {
            JsonObject json => new JsonObject(json.Reverse().Select(member => KeyValuePair.Create(member.Key, Reordered(member.Value)))),
            JsonArray array => new JsonArray([.. array.Select(Reordered)]),
            _ => node?.DeepClone(),
        };

    private static JsonNode Find(JsonNode node, IEnumerable<object> path) =>
        path.Aggregate(node, (at, step) => step is int place ? at[place]! : at[(string)step]!);

    private static IEnumerable<List<object>> Lists(JsonNode? node, List<object> path)
    {
        if (node is JsonObject json)
        {
            return json.SelectMany(member =>
                IsList(json, member.Key, member.Value)
                    ?
                    [
                        [.. path, member.Key],
                    ]
                    : Lists(member.Value, [.. path, member.Key])
            );
        }

        return node is not JsonArray array ? []
            : path is [.., "changes"] && array.Any(change => !Lists(change, []).Any()) ? [path]
            : array.SelectMany((element, place) => Lists(element, [.. path, place]));
    }

    /// <summary>The errors of a notice are a part of what it says, those beside a business number or by themselves are items.</summary>
    private static bool IsList(JsonObject around, string name, JsonNode? value) =>
        value is JsonArray && ListNames.Contains(name) && (name != "errors" || around.Count == 1 || around.ContainsKey("metadata"));

    private static IEnumerable<List<object>> Places(JsonNode? node, List<object> path) =>
        node switch
        {
            JsonObject { Count: > 0 } json => json.SelectMany(member => Places(member.Value, [.. path, member.Key])),
            JsonArray { Count: > 0 } array => array.SelectMany((element, place) => Places(element, [.. path, place])),
            _ => [path],
        };

    private static JsonNode Change(JsonNode item, List<object> path, Func<JsonNode?, JsonNode?> change)
    {
        var changed = item.DeepClone();
        var parent = Find(changed, path[..^1]);
        if (path[^1] is int place)
        {
            parent[place] = change(parent[place]);
        }
        else if (change(parent[(string)path[^1]]) is { } other)
        {
            parent[(string)path[^1]] = other;
        }
        else
        {
            ((JsonObject)parent).Remove((string)path[^1]);
        }

        return changed;
    }

    private static JsonNode Other(JsonNode? value) =>
        value?.GetValueKind() switch
        {
            System.Text.Json.JsonValueKind.Number => JsonValue.Create(value.GetValue<decimal>() + 1),
            System.Text.Json.JsonValueKind.True => JsonValue.Create(false),
            System.Text.Json.JsonValueKind.False => JsonValue.Create(true),
            System.Text.Json.JsonValueKind.String when long.TryParse(value.GetValue<string>(), out var number) => JsonValue.Create(
                (number + 1).ToString()
            ),
            System.Text.Json.JsonValueKind.String => JsonValue.Create(value.GetValue<string>() + "x"),
            _ => JsonValue.Create("x"),
        };
}
