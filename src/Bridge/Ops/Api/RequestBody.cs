using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Bridge.DeadLetters;

namespace Bridge.Ops.Api;

/// <summary>
/// Reads the JSON bodies of requests. What is not known in them is refused: a misspelt filter would mean more dead letters than it should.
/// </summary>
internal static class RequestBody
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <exception cref="AdminException">It is not JSON, or not what is expected here; the message names the member.</exception>
    public static async Task<T> ReadBodyAsync<T>(this HttpContext context)
    {
        using var json = await ParseAsync(context);
        var type = ApiJson.Options.GetTypeInfo(typeof(T));
        if (json.RootElement.ValueKind is not JsonValueKind.Object)
        {
            throw Wrong("The body must be a JSON object.");
        }

        try
        {
            RefuseUnknown(json.RootElement, type, "");
            return (T)json.RootElement.Deserialize(type)!;
        }
        catch (InvalidOperationException)
        {
            throw NoText();
        }
        catch (JsonException problem)
        {
            throw Wrong(
                $"The value of {problem.Path?.Replace("$.", "", StringComparison.Ordinal)} is not of the kind that is expected there."
            );
        }
    }

    /// <exception cref="AdminException">It is missing.</exception>
    public static T Required<T>(T? value, string name)
        where T : class => value ?? throw Wrong($"{name} is missing.");

    /// <inheritdoc cref="Required{T}(T, string)"/>
    public static int Required(int? value, string name) => value ?? throw Wrong($"{name} is missing.");

    private static async Task<JsonDocument> ParseAsync(HttpContext context)
    {
        try
        {
            return await JsonDocument.ParseAsync(context.Request.Body, Strict, context.RequestAborted);
        }
        catch (InvalidOperationException)
        {
            throw NoText();
        }
        catch (JsonException problem)
        {
            throw Wrong($"The body is not JSON: line {problem.LineNumber + 1}, byte {problem.BytePositionInLine + 1}.");
        }
    }

    private static AdminException NoText() =>
        Wrong("The body holds half of a surrogate pair (\\ud800 to \\udfff without its other half), which is no text.");

    private static void RefuseUnknown(JsonElement json, JsonTypeInfo type, string path)
    {
        foreach (var member in json.EnumerateObject())
        {
            var known =
                type.Properties.FirstOrDefault(property => property.Name == member.Name)
                ?? throw Wrong(
                    $"There is no member \"{path}{member.Name}\"; "
                        + $"there are {string.Join(", ", type.Properties.Select(property => path + property.Name))}."
                );
            if (
                member.Value.ValueKind is JsonValueKind.Object
                && ApiJson.Options.GetTypeInfo(known.PropertyType) is { Kind: JsonTypeInfoKind.Object } inner
            )
            {
                RefuseUnknown(member.Value, inner, $"{path}{member.Name}.");
            }
        }
    }

    private static AdminException Wrong(string message) => new(AdminProblem.Invalid, message);
}
