using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Translation;
using Bridge.Simulation.Samples;

namespace Bridge.Simulation.Postman;

/// <summary>A sample as the body of a Postman request: variables where ids, people and times stood.</summary>
/// <param name="Text">The body, for reading and editing.</param>
/// <param name="EventNames">What it becomes.</param>
/// <param name="MessageVariables">The variables whose values arrive at the collector as <c>messageId</c>.</param>
internal sealed record PostmanTemplate(string Text, IReadOnlyList<string> EventNames, IReadOnlyList<string> MessageVariables)
{
    private const string UnquotedNow = "{{#now}}";

    private static readonly JsonSerializerOptions Escaped = new()
    {
        WriteIndented = true,
        IndentSize = 2,
        NewLine = "\n",
    };
    private static readonly JsonSerializerOptions Unescaped = new(Escaped) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static PostmanTemplate Of(string sample) =>
        Parse(sample) is { } body ? Of(new Renewal(new Variables().NameOf).Apply(body)) : OfText(SampleWebhooks.TextOf(sample));

    /// <summary>With letters and emoji as they are instead of escaped: as gateways send them, and harder to sign.</summary>
    public static PostmanTemplate Raw(string sample) => OfText(Write(new Renewal(new Variables().NameOf).Apply(Parse(sample)!), Unescaped));

    /// <param name="body">With variables already.</param>
    public static PostmanTemplate Of(JsonNode body) => OfText(Write(body, Escaped));

    private static PostmanTemplate OfText(string text)
    {
        // Any number will do for the time; every other variable stands in a string, and its name is as good as its value.
        var translation = WebhookTranslator.Translate(
            Encoding.UTF8.GetBytes(text.Replace("{{now}}", "1769162398", StringComparison.Ordinal)),
            DateTimeOffset.UnixEpoch.AddYears(60),
            TranslationOptions.Default
        );
        var names = translation.Events.Select(item => item.Name).Distinct().Order(StringComparer.Ordinal);
        return new PostmanTemplate(
            text,
            [.. names],
            [.. translation.Events.Select(MessageVariable).OfType<string>().Distinct().Order(StringComparer.Ordinal)]
        );
    }

    private static JsonNode? Parse(string sample)
    {
        try
        {
            return JsonNode.Parse(SampleWebhooks.TextOf(sample));
        }
        catch (JsonException)
        {
            return null; // a sample of what is not JSON
        }
    }

    private static string Write(JsonNode body, JsonSerializerOptions options) =>
        body.ToJsonString(options).Replace($"\"{UnquotedNow}\"", "{{now}}", StringComparison.Ordinal);

    private static string? MessageVariable(TrackEvent item)
    {
        using var payload = new MemoryStream();
        using (var writer = new Utf8JsonWriter(payload))
        {
            item.WriteTo(writer);
        }

        _ = JsonTape.TryParse(payload.ToArray(), out var tape);
        using (tape)
        {
            return
                tape.Root["properties"u8]["messageId"u8].Text is { } id
                && id.StartsWith("{{", StringComparison.Ordinal)
                && id.EndsWith("}}", StringComparison.Ordinal)
                ? id[2..^2]
                : null;
        }
    }

    /// <summary>The same variable for the same value.</summary>
    private sealed class Variables
    {
        private readonly Dictionary<(SampleValueKind Kind, string Text), string> _names = [];

        public string NameOf(SampleValue value) =>
            value.Kind switch
            {
                SampleValueKind.Time => value.IsNumber ? UnquotedNow : "{{now}}",
                SampleValueKind.UserId => value.Text[..(value.Text.LastIndexOf('.') + 1)] + Variable(value, "user"),
                SampleValueKind.Phone => Variable(value, "phone"),
                SampleValueKind.CallId => Variable(value, "wacid"),
                _ => Variable(value, "wamid"),
            };

        private string Variable(SampleValue value, string kind)
        {
            if (!_names.TryGetValue((value.Kind, value.Text), out var name))
            {
                _names[(value.Kind, value.Text)] = name = $"{kind}{_names.Keys.Count(key => key.Kind == value.Kind) + 1}";
            }

            return "{{" + name + "}}";
        }
    }
}
