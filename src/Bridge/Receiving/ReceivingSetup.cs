using Bridge.Configuration;
using Bridge.Tracking;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Bridge.Receiving;

internal static class ReceivingSetup
{
    public const string Path = "/webhook/meta";

    public static WebApplicationBuilder AddReceiving(this WebApplicationBuilder builder)
    {
        builder.AddSettings<ReceivingOptions>("Receiving");
        builder.AddSettings<PrivacyOptions>("Privacy").PostConfigure<IConfiguration>((options, configuration) => options.Complete(configuration));
        builder.AddSettings<BackfillOptions>("Backfill");
        builder.AddSettings<ChannelOptions>("").PostConfigure<IConfiguration>((options, configuration) => options.Complete(configuration));
        builder.AddSettings<MetaOptions>("Meta").PostConfigure<IConfiguration>((options, configuration) => options.Complete(configuration));
        builder.Services
            .AddSingleton<MetaSecrets>()
            .AddSingleton<ReceivingLog>()
            .AddSingleton<RefusalLimit>()
            .AddSingleton<WebhookBodyReader>()
            .AddSingleton(services => new BytesInFlight(services.GetRequiredService<IOptions<ReceivingOptions>>().Value.MaxBytesInFlight))
            .AddSingleton(Translation)
            .AddSingleton<WebhookReceiver>()
            .AddSingleton<HandshakeResponder>();
        return builder;
    }

    /// <summary><c>GET</c> and <c>POST /webhook/meta</c>; other methods are answered 405 by routing.</summary>
    public static WebApplication MapWebhooks(this WebApplication app)
    {
        Limit(app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value, app.Services.GetRequiredService<IOptions<ReceivingOptions>>().Value);
        app.MapGet(Path, (RequestDelegate)app.Services.GetRequiredService<HandshakeResponder>().AnswerAsync);
        app.MapPost(Path, (RequestDelegate)app.Services.GetRequiredService<WebhookReceiver>().ReceiveAsync);
        return app;
    }

    /// <summary>What an operator allows to leave, as the translator asks for it.</summary>
    private static TranslationOptions Translation(IServiceProvider services)
    {
        var privacy = services.GetRequiredService<IOptions<PrivacyOptions>>().Value;
        return new(privacy.IncludeMessageText, privacy.FlowAnswers.ToHashSet(), services.GetRequiredService<IOptions<BackfillOptions>>().Value.History)
        {
            Channels = services.GetRequiredService<IOptions<ChannelOptions>>().Value.Channels.ToHashSet(),
        };
    }

    /// <summary>Here and not while the server's options are made: that happens before Bridge's own settings are validated.</summary>
    private static void Limit(KestrelServerOptions kestrel, ReceivingOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = Math.Max(options.MaxBodyBytes, kestrel.Limits.MaxRequestBodySize ?? 0);
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(options.HeadersTimeoutSeconds);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(options.MinBytesPerSecond, TimeSpan.FromSeconds(options.MinRateGraceSeconds));
    }
}
