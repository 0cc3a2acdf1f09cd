using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Bridge.DeadLetters;

namespace Bridge.Ops.Api;

/// <summary>
/// JSON as the API, its client and <c>--json</c> write and read it: camelCase, enums as words, times in UTC with <c>Z</c>.
/// </summary>
internal static class ApiJson
{
    public static readonly JsonSerializerOptions Options = Complete(Apply(new JsonSerializerOptions(JsonSerializerDefaults.Web)));

    /// <summary>For people to read.</summary>
    public static readonly JsonSerializerOptions Indented = Complete(new JsonSerializerOptions(Options) { WriteIndented = true });

    public static JsonSerializerOptions Apply(JsonSerializerOptions options)
    {
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping; // never for HTML: + and letters of all alphabets stay readable
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new UtcTime());
        options.Converters.Add(new FilterAsBody());
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(FilterBody.AddMembers);
        return options;
    }

    /// <summary>So that they know every type before they have written the first.</summary>
    private static JsonSerializerOptions Complete(JsonSerializerOptions options)
    {
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private sealed class UtcTime : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType is JsonTokenType.String && Times.Parse(reader.GetString()!) is { } time ? time : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Times.Text(value));
    }

    /// <summary>Filters look the same in answers as in requests, so that those of a plan can be passed on as they are.</summary>
    private sealed class FilterAsBody : JsonConverter<DeadLetterFilter>
    {
        public override DeadLetterFilter Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<FilterBody>(ref reader, options)!.ToFilter(DeadLetterState.Dead);

        public override void Write(Utf8JsonWriter writer, DeadLetterFilter value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, FilterBody.Of(value), options);
    }
}
