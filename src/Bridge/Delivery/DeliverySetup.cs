using Bridge.Configuration;
using Bridge.Core.Conversions;
using Bridge.Core.Events;
using Bridge.Storage;
using Bridge.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Bridge.Delivery;

internal static class DeliverySetup
{
    /// <summary>How long a connection to a collector is reused, so that a change of its DNS name is noticed.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Delivers what waits in the store; needs an <see cref="IDeliveryStore"/>.</summary>
    public static WebApplicationBuilder AddDelivery(this WebApplicationBuilder builder)
    {
        builder.AddCollector();
        builder.Services.TryAddSingleton<EventsQueued>();
        builder.Services.TryAddSingleton<SteadyClock>();
        builder.Services.TryAddSingleton(Random.Shared);
        builder.Services.AddSingleton<Backoff>();
        builder.Services.AddSingleton<RetryingStore>();
        builder.Services.AddBridgeMetrics().AddSingleton<DeliveryMetrics>();
        builder.Services.AddSingleton<DeliveryStatus>();
        builder.Services.AddSingleton<CollectorKind>().AddSingleton<ConversionsKind>().AddSingleton<PumpFactory>();
        builder.Services.AddHostedService<DeliveryWorker>();
        return builder;
    }

    /// <summary>
    /// The destinations and the client that posts to them, without delivering anything: enough for <c>check</c> and for routing.
    /// </summary>
    public static WebApplicationBuilder AddCollector(this WebApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddSettings<DeliveryOptions>(DeliveryOptions.Section);
        builder.AddDestinations();
        builder
            .Services.AddHttpClient<ICollectorApi, CollectorApi>(Configure)
            .ConfigurePrimaryHttpMessageHandler(NewHandler)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        builder
            .Services.AddHttpClient<IConversionsApi, ConversionsApi>(Configure)
            .ConfigurePrimaryHttpMessageHandler(NewHandler)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        return builder;
    }

    private static void AddDestinations(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(new SettingsSection(typeof(DestinationOptions), ""));
        builder.DeclareSettings<ConversionOptions>(ConversionOptions.Section);
        builder.Services.AddSingleton(services => new ConversionMap(services.GetRequiredService<Destinations>().Conversions));
        builder.Services.AddSingleton<IValidateOptions<DestinationOptions>, DestinationOptionsValidator>();
        builder.Services.AddSingleton<IOptionsChangeTokenSource<DestinationOptions>>(
            new ConfigurationChangeTokenSource<DestinationOptions>(builder.Configuration)
        );
        builder.Services.AddOptions<DestinationOptions>().Configure<IConfiguration>(Bind);
        builder
            .Services.AddOptions<DestinationOptions>(DestinationOptionsValidator.AtStart)
            .Configure<IConfiguration>(Bind)
            .ValidateOnStart();
        builder.Services.AddSingleton<Destinations>();
    }

    /// <summary>
    /// The binder's sentence about a value of the wrong type names the key; as a validation failure it reaches the operator without a stack
    /// trace.
    /// </summary>
    private static void Bind(DestinationOptions options, IConfiguration configuration)
    {
        try
        {
            configuration.Bind(options);
            options.Conversions = ConversionOptions.Read(configuration);
            foreach (var source in configuration.GetSection("Sources").GetChildren().Where(IsOnlyRead))
            {
                options.Sources.Remove(source.Key);
            }
        }
        catch (InvalidOperationException failure)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(DestinationOptions), [failure.Message]);
        }
    }

    /// <summary>A number that differs in how its messages are read alone has no destination of its own.</summary>
    private static bool IsOnlyRead(IConfigurationSection source) =>
        source.GetChildren().All(setting => setting.Key is nameof(SourceOptions.HandoffTriggers) or nameof(SourceOptions.TextPatterns));

    /// <summary>The time limit is <see cref="CollectorApi"/>'s, over the whole exchange.</summary>
    private static void Configure(HttpClient client)
    {
        client.Timeout = Timeout.InfiniteTimeSpan;
        client.DefaultRequestHeaders.UserAgent.ParseAdd($"meta-bridge/{TrackEvent.LibraryVersion}");
    }

    /// <summary>
    /// Nothing but the configured address is ever talked to: no redirects, no proxy from the environment, no cookies kept.
    /// </summary>
    internal static SocketsHttpHandler NewHandler() =>
        new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null, // the trace is Bridge's own to name
            PooledConnectionLifetime = ConnectionLifetime,
        };
}
