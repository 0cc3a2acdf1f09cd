using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Core.Events;

namespace Bridge.Receiving.Capture;

/// <summary>
/// The OpenAPI document of <c>POST /v1/capture</c>: the file beside this one, with the schemas of the events from the contract by which
/// they are judged. Made when the first one asks.
/// </summary>
internal static class CaptureDocument
{
    public const string Path = "/openapi/v1.json";

    private const string Resource = "capture.openapi.json";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly Lazy<byte[]> Bytes = new(Write);

    public static Task SendAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(Bytes.Value, context.RequestAborted).AsTask();
    }

    private static byte[] Write()
    {
        using var resource = typeof(CaptureDocument).Assembly.GetManifestResourceStream(Resource)!;
        var document = JsonNode.Parse(resource)!;
        document["info"]!["version"] = TrackEvent.LibraryVersion;
        var schemas = document["components"]!["schemas"]!.AsObject();
        foreach (var (name, schema) in ReadSchemas())
        {
            schemas[name] = schema!.DeepClone();
        }

        return JsonSerializer.SerializeToUtf8Bytes(document, Indented);
    }

    private static JsonObject ReadSchemas()
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            CaptureContract.WriteSchemas(writer);
            writer.WriteEndObject();
        }

        var schemas = JsonNode.Parse(output.WrittenSpan)!.AsObject();
        var required = schemas["Event"]!["required"]!.AsArray();
        required.Remove(required.First(name => (string?)name == "timestamp"));
        return schemas;
    }
}
