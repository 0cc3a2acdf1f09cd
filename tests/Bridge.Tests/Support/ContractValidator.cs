using NJsonSchema;

namespace Bridge.Support;

/// <summary>The collector's contract (<c>capture.schema.json</c>), as strictly as a JSON schema can say it.</summary>
internal static class ContractValidator
{
    private static readonly JsonSchema Schema = Read();

    /// <summary>What is wrong with a body of <c>POST /v1/capture</c>; empty when it keeps the contract.</summary>
    public static IReadOnlyList<string> FindViolations(string body)
    {
        try
        {
            return [.. Schema.Validate(body).Select(error => $"{error.Path}: {error.Kind}")];
        }
        catch (Newtonsoft.Json.JsonException notJson)
        {
            return [notJson.Message];
        }
    }

    /// <summary>What is wrong with one event.</summary>
    public static IReadOnlyList<string> FindViolationsOfEvent(string payload) => FindViolations($$"""{"batch":[{{payload}}]}""");

    private static JsonSchema Read()
    {
        using var stream = typeof(ContractValidator).Assembly.GetManifestResourceStream("capture.schema.json")!;
        using var reader = new StreamReader(stream);
        return JsonSchema.FromJsonAsync(reader.ReadToEnd()).GetAwaiter().GetResult();
    }
}
