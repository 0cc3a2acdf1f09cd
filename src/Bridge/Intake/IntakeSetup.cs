using Bridge.Attribution;
using Bridge.Configuration;
using Bridge.Conversations;
using Bridge.Core.Conversions;
using Bridge.Core.Translation;
using Bridge.Delivery;
using Bridge.Identity;
using Bridge.Insights;
using Bridge.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Bridge.Intake;

/// <summary>Registers intake.</summary>
internal static class IntakeSetup
{
    /// <summary>
    /// Adds what takes events into the store, from the broker if there is one and otherwise from the spool; needs <c>AddStorage</c>,
    /// <c>AddMessaging</c> and, for where events go, <c>AddDelivery</c>.
    /// </summary>
    public static WebApplicationBuilder AddIntake(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        builder
            .AddSettings<IntakeOptions>(IntakeOptions.Section)
            .PostConfigure<IConfiguration>((options, configuration) => options.Complete(configuration));
        services.AddBridgeMetrics();
        services.TryAddSingleton<DestinationOf>(provider => provider.GetRequiredService<Destinations>().Route);
        services.AddSingleton<IntakeItems>();
        services.AddSingleton<DerivedItems>();
        services.AddSingleton<ItemCount>();
        services.AddSingleton<TwinItems>();
        services.AddSingleton<NumberlessItems>();
        services.AddSingleton<ClickedItems>();
        services.TryAddSingleton(_ => new ConversionMap([]));
        services.AddSingleton<ConversionItems>();
        services.AddSingleton<IValidateOptions<DestinationOptions>, ForwardedConversions>();
        services.TryAddSingleton<PendingErasures>();
        services.AddSingleton<EventIntake>();
        services.AddSingleton<IsolatingIntake>();
        services.AddSingleton<IntakeState>();
        services.AddSingleton<IntakeReadiness>();
        services.AddReadiness(
            "intake",
            (provider, _) => ValueTask.FromResult(provider.GetRequiredService<IntakeReadiness>().WhyNotReady())
        );
        services.AddReadiness(
            "intake",
            (provider, _) => ValueTask.FromResult(provider.GetRequiredService<IntakeReadiness>().WhyDegraded()),
            HealthStatus.Degraded
        );
        services.AddHostedService<DeferredRelease>();
        builder.AddForwarding().AddIdentity();
        builder.AddConversations();
        builder.AddInsights();
        services.AddHostedService<SeenExpiry>();
        builder.AddAttribution();
        return builder.Configuration.HasBroker() ? builder.AddBrokerIntake() : builder.AddSpoolIntake();
    }

    /// <summary>Adds <see cref="Forwarding"/>, which says what leaves; once, however often it is called.</summary>
    public static WebApplicationBuilder AddForwarding(this WebApplicationBuilder builder)
    {
        if (builder.Services.All(service => service.ServiceType != typeof(Forwarding)))
        {
            builder
                .AddSettings<ForwardOptions>(ForwardOptions.Section)
                .PostConfigure<IConfiguration>((options, configuration) => options.Complete(configuration));
            builder.Services.AddSingleton(provider => new Forwarding(
                provider.GetRequiredService<IOptions<ForwardOptions>>().Value.Forward
            ));
        }

        return builder;
    }

    private static WebApplicationBuilder AddSpoolIntake(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddSingleton<SpoolSlices>()
            .AddSingleton<IntakeThrottle>()
            .AddSingleton<SpoolWatermark>()
            .AddHostedService(provider => Sweep(provider, provider.GetRequiredService<SpoolWatermark>().FindAsync))
            .AddHostedService<IntakeWorker>();
        return builder;
    }

    /// <remarks>What is registered first ends last: a forwarder says goodbye when it has taken in, or given back, what it held.</remarks>
    private static WebApplicationBuilder AddBrokerIntake(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddSingleton<MessageItems>()
            .AddSingleton<MessageIntake>()
            .AddSingleton<QueueWatermark>()
            .AddHostedService(provider => provider.GetRequiredService<QueueWatermark>())
            .AddHostedService<MessageIntakeWorker>()
            .AddHostedService(provider => Sweep(provider, provider.GetRequiredService<QueueWatermark>().FindAsync));
        return builder;
    }

    private static SilenceSweep Sweep(IServiceProvider provider, Func<CancellationToken, Task<DateTimeOffset?>> findWatermark) =>
        ActivatorUtilities.CreateInstance<SilenceSweep>(provider, findWatermark);
}
