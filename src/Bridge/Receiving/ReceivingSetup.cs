using Bridge.Configuration;
using Bridge.Receiving.Webhooks;
using Bridge.Telemetry;
using Bridge.Translation;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Bridge.Receiving;

internal static class ReceivingSetup
{
    public const string Path = "/webhook/meta";

    public static WebApplicationBuilder AddReceiving(this WebApplicationBuilder builder)
    {
        builder.AddTranslation();
        builder.AddSettings<MetaOptions>("Meta").PostConfigure<IConfiguration>((options, configuration) => options.Complete(configuration));
        builder.AddSettings<GraphOptions>(GraphOptions.Section);

        builder
            .Services.AddWebhookReceiver()
            .AddSingleton<HandshakeResponder>()
            .AddSingleton<WarmUp>()
            .AddHostedService(services => services.GetRequiredService<WarmUp>())
            .AddStart("receiving", services => services.GetRequiredService<WarmUp>().WhyNotReady);
        return builder;
    }

    /// <summary>Adds <see cref="WebhookReceiver"/> and what it is made of.</summary>
    /// <remarks>
    /// A request is read, translated and handed to its group by the thread that its bytes woke, and its answer is written by the one that
    /// answers the group; nothing on either way waits for anything but memory.
    /// </remarks>
    public static IServiceCollection AddWebhookReceiver(this IServiceCollection services) =>
        services
            .Configure<SocketTransportOptions>(sockets => sockets.UnsafePreferInlineScheduling = true)
            .AddSingleton<MetaSecrets>()
            .AddSingleton<WebhookSightings>()
            .AddSingleton<ReceivingLog>()
            .AddSingleton(provider => new FailureLimit(
                provider.GetRequiredService<IOptions<ReceivingOptions>>().Value.MaxRefusalsPerMinute,
                TimeSpan.FromMinutes(1),
                provider.GetRequiredService<TimeProvider>()
            ))
            .AddSingleton<BodyReader>()
            .AddSingleton(provider =>
                InFlight(provider.GetRequiredService<IOptions<ReceivingOptions>>().Value, provider.GetRequiredService<TimeProvider>())
            )
            .AddSingleton<DurablePublisher>()
            .AddSingleton<WebhookReceiver>();

    /// <summary><c>GET</c> and <c>POST /webhook/meta</c>; other methods are answered 405 by routing.</summary>
    public static WebApplication MapWebhooks(this WebApplication app)
    {
        Limit(
            app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value,
            app.Services.GetRequiredService<IOptions<ReceivingOptions>>().Value
        );
        app.MapGet(Path, (RequestDelegate)app.Services.GetRequiredService<HandshakeResponder>().AnswerAsync);

        // The framework's histogram of requests would time each webhook a second time.
        app.MapPost(Path, (RequestDelegate)app.Services.GetRequiredService<WebhookReceiver>().ReceiveAsync).DisableHttpMetrics();
        return app;
    }

    private static BytesInFlight InFlight(ReceivingOptions options, TimeProvider time) =>
        new(options.MaxBytesInFlight, options.MaxBytesOfFailingAddresses, time);

    /// <summary>Here and not while the server's options are made: that happens before Bridge's own settings are validated.</summary>
    private static void Limit(KestrelServerOptions kestrel, ReceivingOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = Math.Max(options.MaxBodyBytes, kestrel.Limits.MaxRequestBodySize ?? 0);
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(options.HeadersTimeoutSeconds);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(
            options.MinBytesPerSecond,
            TimeSpan.FromSeconds(options.MinRateGraceSeconds)
        );
    }
}
