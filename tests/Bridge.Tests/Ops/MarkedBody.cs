using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Bridge.Ops;

/// <summary>
/// A body in which everything that a person may have written, and everything that tells who it was, is a mark that can be looked for:
/// all texts but those that Meta chooses.
/// </summary>
internal static partial class MarkedBody
{
    /// <summary>In every text, name and message id.</summary>
    public const string Text = "Qx7zv";

    /// <summary>In every number and id of a person.</summary>
    public const string Number = "4915190";

    /// <summary>Members whose values are Meta's or the business's own.</summary>
    private static readonly HashSet<string> Kept =
    [
        .. (
            "object field type messaging_product messaging_type status event category direction phone_number_id "
            + "display_phone_number waba_id"
        ).Split(' '),
        .. ("code error_code mime_type timestamp time watermark expiration_timestamp pricing_model origin " + "conversation").Split(' '),
        .. ("action reply_type source_type currency unit event_type decision severity entity_type alert_type " + "alert_severity").Split(
            ' '
        ),
        .. (
            "alert_status new_quality_score previous_quality_score message_template_language "
            + "message_template_name reason quality_score"
        ).Split(' '),
        .. (
            "phone_number message_template_id template_id ad_account_linked entity_id owner_business_id source_id "
            + "catalog_id game_id solution_id solution_ids ad_id ad_account_id business_id partner_app_id"
        ).Split(' '),
        .. "agentId previousAgentId campaignId campaignName templateId resolutionType handoffReason source contentType".Split(' '),
        .. ("recipient_type flow_id phase new_owner_app_id previous_owner_app_id requested_owner_app_id app_id " + "owner_app_id").Split(
            ' '
        ),
    ];

    /// <returns>Null when it is no JSON object.</returns>
    public static string? Of(string body, int number)
    {
        JsonNode? json;
        try
        {
            json = JsonNode.Parse(body);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }

        var count = 0;
        var marked = json is JsonObject ? Mark(json, "", "", () => (number * 1000) + count++) : null;
        return marked?.ToJsonString();
    }

    private static JsonNode? Mark(JsonNode? node, string path, string name, Func<int> next) =>
        node switch
        {
            JsonObject members => new JsonObject(
                members
                    .ToList()
                    .Select(member => KeyValuePair.Create(member.Key, Mark(member.Value, $"{path}.{member.Key}", member.Key, next)))
            ),
            JsonArray items => new JsonArray([.. items.Select(item => Mark(item, path, name, next))]),
            JsonValue value when value.TryGetValue<string>(out var text) => IsKept(path, name, text) ? text : Mark(text, next()),
            _ => node?.DeepClone(),
        };

    private static bool IsKept(string path, string name, string text) =>
        (Kept.Contains(name) && !Personal().IsMatch(path)) || path == ".entry.id" || TemplateId().IsMatch(path) || Time().IsMatch(text);

    private static string Mark(string text, int number) =>
        Digits().IsMatch(text) ? $"{(text[0] == '+' ? "+" : "")}{Number}{number:D6}"
        : ScopedId().IsMatch(text) ? $"{text[..3]}{Number}{number:D6}"
        : text.StartsWith("wa", StringComparison.Ordinal) && text.Contains("id.", StringComparison.Ordinal) ? $"wamid.{Text}{number:D6}"
        : $"{Text}{number:D6}";

    [GeneratedRegex(@"\.(?:text|contact|contacts|profile|name|phones|emails|addresses|urls|location)\.", RegexOptions.None, 1000)]
    private static partial Regex Personal();

    [GeneratedRegex(@"template[a-z_]*\.(?:id|name)\z", RegexOptions.None, 1000)]
    private static partial Regex TemplateId();

    [GeneratedRegex(@"^\+?[0-9]{5,}\z", RegexOptions.None, 1000)]
    private static partial Regex Digits();

    [GeneratedRegex(@"^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]+\z", RegexOptions.None, 1000)]
    private static partial Regex ScopedId();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}|^1[0-9]{9}(?:[0-9]{3})?\z", RegexOptions.None, 1000)]
    private static partial Regex Time();
}
