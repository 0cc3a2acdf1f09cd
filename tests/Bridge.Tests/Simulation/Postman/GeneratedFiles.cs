using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bridge.Simulation.Postman;

/// <summary>The files of <c>samples/</c> that are made of others, so that they cannot drift; a test fails when they are stale.</summary>
internal static class GeneratedFiles
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        IndentSize = 2,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Their texts, by path below <c>samples/</c>.</summary>
    public static IReadOnlyDictionary<string, string> All() =>
        new Dictionary<string, string>
        {
            ["postman/bridge.postman_collection.json"] = Text(PostmanCollection.Collection()),
            ["postman/bridge.postman_environment.json"] = Text(PostmanCollection.Environment()),
            ["bridge.http"] = HttpFile.Text(),
        };

    private static string Text(JsonNode json) => json.ToJsonString(Readable) + "\n";
}
