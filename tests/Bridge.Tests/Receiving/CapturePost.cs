using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Bridge.Ops.Access;

namespace Bridge.Receiving;

/// <summary>Requests at <c>/v1/capture</c> as a CRM makes them, and the settings that let it.</summary>
internal static class CapturePost
{
    public const string Path = "/v1/capture";
    public const string Number = "106540352242922";

    public static readonly string Key = OpsKey.Create().Text;

    /// <summary>A key <c>crm</c>, which may post for every number.</summary>
    public static Dictionary<string, string?> Settings => new() { ["Capture:Keys:crm:KeyHash"] = new OpsKey(Key).Hash };

    /// <summary>A key that may post for one number alone.</summary>
    public static Dictionary<string, string?> SettingsOfOneNumber => new(Settings) { ["Capture:Keys:crm:Sources"] = Number };

    /// <summary>A good event; members may be replaced by others, or by nothing.</summary>
    public static string Event(string name = "chat.assigned", string properties = """{"chatId":"chat_123","agentId":"agent_456"}""") =>
        $$"""
            {"type":"track","event":"{{name}}","userId":"+254712345678","timestamp":"2026-01-19T12:03:00.000Z",
            "context":{"channel":"whatsapp"},"properties":{{properties}}}
            """;

    /// <summary>Good events that differ.</summary>
    public static IEnumerable<string> Events(int count) =>
        Enumerable.Range(0, count).Select(number => Event(properties: $$"""{"chatId":"chat_{{number}}"}"""));

    public static string Batch(params IEnumerable<string> events) => $$"""{"batch":[{{string.Join(',', events)}}]}""";

    public static HttpRequestMessage Create(string body, string query = "") => Create(Encoding.UTF8.GetBytes(body), query);

    public static HttpRequestMessage Create(byte[] body, string query = "")
    {
        var request = WithoutKey(body, query);
        request.Headers.Add("X-Write-Key", Key);
        return request;
    }

    public static HttpRequestMessage WithoutKey(byte[] body, string query = "") =>
        new(HttpMethod.Post, Path + query)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };

    public static async Task<JsonElement> ReadAsync(this HttpResponseMessage response)
    {
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return answer.RootElement.Clone();
    }
}
