using Bridge.Storage;
using Bridge.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Bridge.Messaging;

/// <summary>Registers how events travel from receiving to intake.</summary>
internal static class MessagingSetup
{
    /// <summary>Adds the spool as the <see cref="IEventPublisher"/>; needs <c>AddSpool</c>.</summary>
    public static WebApplicationBuilder AddMessaging(this WebApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton<BridgeMetrics>();
        builder.Services.AddSingleton<SpoolGroup>();
        builder.Services.AddSingleton<IEventPublisher, Spool>();
        builder.Services.AddSingleton(provider => new ReadinessCheck("spool", provider.GetRequiredService<SpoolHealth>().WhyNotReadyAsync));
        return builder;
    }
}
