using System.Net.Http.Headers;
using Bridge.Core.Attribution;
using Bridge.Core.Json;
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
        try
        {
            using var response = await GetAsync($"{ad}?fields={Uri.EscapeDataString(Fields)}", cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return Judge(body) with { Pause = MetaUsage.PauseOf(response.Headers) };
        }
        catch (Exception failure) when (IsAway(failure, cancellationToken))
        {
            return new AdAnswer(AdOutcome.Away);
        }
    }

    public async Task<bool?> MayReadAdsAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await GetAsync("me/permissions", cancellationToken);
            return IsGranted(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (Exception failure) when (IsAway(failure, cancellationToken))
        {
            return null;
        }
    }

    private async Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancellationToken)
    {
        var at = options.Value;
        var address = new Uri($"{at.GraphUrl.TrimEnd('/')}/{at.GraphVersion}/{path}");
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", at.AccessToken);
        return await client.SendAsync(request, cancellationToken);
    }

    private static bool IsAway(Exception failure, CancellationToken cancellationToken) =>
        failure is HttpRequestException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    /// <remarks>Who may manage ads may read them.</remarks>
    private static bool? IsGranted(byte[] body)
    {
        if (!JsonTape.TryParse(body, out var tape))
        {
            return null;
        }

        using (tape)
        {
            var permissions = tape.Root["data"u8];
            foreach (var one in permissions.Items)
            {
                var name = one["permission"u8];
                if (one["status"u8].Is("granted"u8) && (name.Is("ads_read"u8) || name.Is("ads_management"u8)))
                {
                    return true;
                }
            }

            return permissions.IsArray ? false : null;
        }
    }

    private static AdAnswer Judge(byte[] body)
    {
        if (!JsonTape.TryParse(body, out var tape))
        {
            return new AdAnswer(AdOutcome.Unreadable);
        }

        using (tape)
        {
            var said = tape.Root;
            return said["error"u8] is { IsObject: true } error ? Refused(error["code"u8].Integer)
                : said["id"u8].Text is null ? new AdAnswer(AdOutcome.Unreadable)
                : new AdAnswer(AdOutcome.Named, NamesOf(said));
        }
    }

    private static AdAnswer Refused(long? code) =>
        new(
            code switch
            {
                4 or 17 or 32 or 613 or (>= 80000 and <= 80014) => AdOutcome.Throttled,
                100 or 803 => AdOutcome.Unknown,
                102 or 190 => AdOutcome.TokenRefused,
                10 or (>= 200 and <= 299) => AdOutcome.NotPermitted,
                _ => AdOutcome.Failed,
            },
            Code: code
        );

    private static AdNames NamesOf(JsonView ad)
    {
        var (set, campaign) = (ad["adset"u8], ad["campaign"u8]);
        return new(Text(ad["name"u8]), Text(set["id"u8]), Text(set["name"u8]), Text(campaign["id"u8]), Text(campaign["name"u8]));
    }

    private static string? Text(JsonView value) => value.Text is { } text ? text[..Math.Min(text.Length, LongestName)] : null;
}
