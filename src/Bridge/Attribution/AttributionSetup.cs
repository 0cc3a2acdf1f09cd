using Bridge.Configuration;
using Bridge.Core.Events;
using Bridge.Telemetry;
using Microsoft.Extensions.Options;

namespace Bridge.Attribution;

internal static class AttributionSetup
{
    /// <summary>What one question may take altogether; events wait less.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>No answer of Meta's to this question is larger.</summary>
    private const int LongestAnswer = 65_536;

    /// <summary>Names the ads on what is delivered.</summary>
    public static WebApplicationBuilder AddAttribution(this WebApplicationBuilder builder)
    {
        builder.AddSettings<AttributionOptions>(AttributionOptions.Section);
        builder
            .Services.AddHttpClient<IMarketingApi, MarketingApi>(Configure)
            .ConfigurePrimaryHttpMessageHandler(NewHandler)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        builder.Services.AddSingleton<AdDirectory>().AddSingleton<NamedEvents>().AddHostedService<AdExpiry>();
        builder.Services.AddSingleton(services => new SelfCheck("names of ads", token => CheckAsync(services, token)));
        return builder;
    }

    private static void Configure(HttpClient client)
    {
        client.Timeout = Patience;
        client.MaxResponseContentBufferSize = LongestAnswer;
        client.DefaultRequestHeaders.UserAgent.ParseAdd($"meta-bridge/{TrackEvent.LibraryVersion}");
    }

    private static SocketsHttpHandler NewHandler() =>
        new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            MaxConnectionsPerServer = 16,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };

    /// <summary>Asks for the token's own account, which every token may, and then for what else it may.</summary>
    private static async Task<SelfCheckResult> CheckAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (!services.GetRequiredService<IOptions<AttributionOptions>>().Value.AsksForNames)
        {
            return new SelfCheckResult(
                $"no token: events carry the ids of ads; {Settings.Describe("Attribution:AccessToken")} with ads_read adds names"
            );
        }

        var api = services.GetRequiredService<IMarketingApi>();
        var problem =
            AdProblems.Of(await api.FindAsync("me", cancellationToken))
            ?? (await api.MayReadAdsAsync(cancellationToken) == false ? AdProblems.NoAdsRead : null);
        return problem is null
            ? new SelfCheckResult("Meta answers")
            : new SelfCheckResult("events carry the ids of ads only", problem) { IsWarning = true };
    }
}
