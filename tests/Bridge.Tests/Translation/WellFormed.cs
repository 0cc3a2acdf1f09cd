using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bridge.Core.Events;
using Bridge.Core.Translation;

namespace Bridge.Translation;

/// <summary>
/// What holds for every event, whatever the body it came from. The collector's full schema is another check, for whole batches;
/// this one also sees what a schema does not: repeated names, and whether a property is declared.
/// </summary>
internal static partial class WellFormed
{
    private static readonly Dictionary<string, EventPropertyType> Declared = new[] { typeof(EventProperties), typeof(TouchProperties) }
        .SelectMany(one => one.GetFields(BindingFlags.Public | BindingFlags.Static))
        .Select(field => (EventProperty)field.GetValue(null)!)
        .ToDictionary(property => property.Name, property => property.Type);

    /// <summary>The first thing that is wrong with a printed line; null when it is in order.</summary>
    public static string? FindFault(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 512 });
            var root = document.RootElement;
            return root.TryGetProperty("unreadable", out var unreadable) ? OfUnreadable(unreadable)
                : root.TryGetProperty("unrecognised", out var unrecognised) ? OfUnrecognised(unrecognised)
                : OfEvent(root);
        }
        catch (JsonException notJson)
        {
            return "not JSON: " + notJson.Message;
        }
    }

    private static string? OfUnreadable(JsonElement item) =>
        Text(item, "reason") is not { Length: > 0 } reason ? "no reason"
        : reason.StartsWith("the translator failed", StringComparison.Ordinal) ? reason
        : item.TryGetProperty("raw", out _) || item.TryGetProperty("rawBase64", out _) ? null
        : "nothing raw";

    private static string? OfUnrecognised(JsonElement item) =>
        Text(item, "field") is not { Length: > 0 and <= 64 } ? "the field's name is empty or too long"
        : item.TryGetProperty("raw", out _) ? null
        : "nothing raw";

    private static string? OfEvent(JsonElement root)
    {
        var context = root.GetProperty("context");
        var properties = root.GetProperty("properties");
        return Text(root, "type") != "track" ? "type"
            : !EventName().IsMatch(Text(root, "event")!) ? "event"
            : !UserId().IsMatch(Text(root, "userId")!) ? "userId"
            : !Time().IsMatch(Text(root, "timestamp")!) ? "timestamp"
            : Text(context, "channel") != "whatsapp" ? "channel"
            : !Guid.TryParse(Text(context, "eventId"), out _) ? "eventId"
            : Text(root, "event")!.StartsWith("message.", StringComparison.Ordinal) && Text(properties, "messageId") is not { Length: > 0 }
                ? "messageId"
            : properties.TryGetProperty("countryCode", out var country) && !Country().IsMatch(country.GetString()!) ? "countryCode"
            : properties.TryGetProperty("contentLength", out var length) && length.GetInt32() < 0 ? "contentLength"
            : FindFlaw(root) is { } flaw ? flaw
            : properties
                .EnumerateObject()
                .Where(property => !IsDeclared(property))
                .Select(property => "property " + property.Name)
                .FirstOrDefault();
    }

    private static bool IsDeclared(JsonProperty property) =>
        Declared.TryGetValue(property.Name, out var type)
        && (property.Value.ValueKind, type) switch
        {
            (JsonValueKind.Null, _) => EventCatalogue.FindProperty(property.Name)!.IsNullable,
            (JsonValueKind.String, EventPropertyType.Text) => property.Value.GetString()!.Length > 0,
            (JsonValueKind.String, EventPropertyType.Time) => Time().IsMatch(property.Value.GetString()!),
            (JsonValueKind.Number, EventPropertyType.Integer) => property.Value.TryGetInt64(out _),
            (JsonValueKind.Number, EventPropertyType.Number) => true,
            (JsonValueKind.Array, EventPropertyType.Integers) => property.Value.EnumerateArray().All(element => element.TryGetInt64(out _)),
            (JsonValueKind.True or JsonValueKind.False, EventPropertyType.Flag) => true,
            (JsonValueKind.Object, EventPropertyType.Nested) => property.Value.EnumerateObject().All(IsDeclared),
            _ => false,
        };

    /// <summary>A name that stands twice in one object, or a text with NUL or a lone surrogate in it.</summary>
    private static string? FindFlaw(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => FindFlawInside(element),
            JsonValueKind.String when !IsStorable(element) => "a text with NUL or a lone surrogate",
            _ => null,
        };

    private static string? FindFlawInside(JsonElement element)
    {
        var names = new HashSet<string>();
        foreach (var member in element.EnumerateObject())
        {
            if (!names.Add(member.Name))
            {
                return "repeated name " + member.Name;
            }

            if (FindFlaw(member.Value) is { } inside)
            {
                return inside;
            }
        }

        return null;
    }

    private static bool IsStorable(JsonElement text)
    {
        try
        {
            return !text.GetString()!.Contains('\0', StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            // How JsonElement says that a text is not valid Unicode.
            return false;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex(@"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EventName();

    [GeneratedRegex(@"^(system|\+[1-9][0-9]{5,14}|[A-Z]{2}\.[A-Za-z0-9.]{1,160}|[0-9a-f]{64})\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UserId();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Time();

    [GeneratedRegex(@"^[A-Z]{2}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Country();
}
