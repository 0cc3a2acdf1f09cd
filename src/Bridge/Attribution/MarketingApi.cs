using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Core.Attribution;
using Microsoft.Extensions.Options;

namespace Bridge.Attribution;

/// <summary>Asks with a plain <see cref="HttpClient"/>. It never repeats: that is for <see cref="AdDirectory"/>.</summary>
internal sealed class MarketingApi(HttpClient client, IOptions<AttributionOptions> options) : IMarketingApi
{
    /// <summary>In characters.</summary>
    private const int LongestName = 400;

    private const string Fields = "id,name,adset{id,name},campaign{id,name}";

    public async Task<AdAnswer> FindAsync(string ad, CancellationToken cancellationToken)
    {
        var at = options.Value;
        var address = new Uri($"{at.GraphUrl.TrimEnd('/')}/{at.GraphVersion}/{ad}?fields={Uri.EscapeDataString(Fields)}");
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", at.AccessToken);
        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            var body = Read(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return Judge(body) with { Pause = MetaUsage.PauseOf(response.Headers) };
        }
        catch (Exception failure)
            when (failure is HttpRequestException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new AdAnswer(AdOutcome.Away);
        }
    }

    private static JsonObject? Read(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body, null, new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static AdAnswer Judge(JsonObject? body) =>
        body is null ? new AdAnswer(AdOutcome.Away)
        : body["error"] is JsonObject error ? Refused(CodeOf(error))
        : Text(body, "id") is null ? new AdAnswer(AdOutcome.Away)
        : new AdAnswer(AdOutcome.Named, NamesOf(body));

    private static AdAnswer Refused(int? code) =>
        new(
            code switch
            {
                4 or 17 or 32 or 613 or (>= 80000 and <= 80014) => AdOutcome.Throttled,
                100 => AdOutcome.Unknown,
                102 or 190 => AdOutcome.TokenRefused,
                10 or (>= 200 and <= 299) => AdOutcome.NotPermitted,
                _ => AdOutcome.Away,
            },
            Code: code
        );

    private static AdNames NamesOf(JsonObject ad) =>
        new(Text(ad, "name"), Text(ad["adset"], "id"), Text(ad["adset"], "name"), Text(ad["campaign"], "id"), Text(ad["campaign"], "name"));

    private static int? CodeOf(JsonObject error) =>
        error["code"] is JsonValue code && code.TryGetValue<int>(out var number) ? number : null;

    private static string? Text(JsonNode? of, string name) =>
        of is JsonObject part && part[name] is JsonValue value && value.TryGetValue<string>(out var text)
            ? text[..Math.Min(text.Length, LongestName)]
            : null;
}
