using Bridge.Configuration;
using Bridge.Conversations;
using Bridge.Delivery;
using Bridge.Messaging;
using Bridge.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Bridge.Intake;

/// <summary>Registers intake.</summary>
internal static class IntakeSetup
{
    /// <summary>Adds what takes events into the store, from the broker if there is one and otherwise from the spool; needs <c>AddStorage</c>, <c>AddMessaging</c> and, for where events go, <c>AddDelivery</c>.</summary>
    public static WebApplicationBuilder AddIntake(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.AddSettings<IntakeOptions>(IntakeOptions.Section);
        services.TryAddSingleton<BridgeMetrics>();
        services.TryAddSingleton<DestinationOf>(provider => provider.GetRequiredService<Destinations>().Route);
        services.AddSingleton<IntakeItems>();
        services.AddSingleton<Forwarding>();
        services.AddSingleton<EventIntake>();
        services.AddHostedService<HeldRelease>();
        builder.AddSettings<ForwardOptions>(ForwardOptions.Section).PostConfigure<IConfiguration>((options, configuration) => options.Complete(configuration));
        builder.AddIdentity();
        services.AddHostedService<SeenExpiry>();
        return builder.Configuration.HasBroker() ? builder.AddBrokerIntake() : builder.AddSpoolIntake();
    }

    private static WebApplicationBuilder AddSpoolIntake(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddSingleton<SpoolSlices>()
            .AddSingleton<Pace>()
            .AddHostedService<IntakeWorker>();
        return builder;
    }

    private static WebApplicationBuilder AddBrokerIntake(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddSingleton<MessageItems>()
            .AddSingleton<MessageIntake>()
            .AddSingleton<IntakeState>()
            .AddReadiness("intake", (services, _) => ValueTask.FromResult(WhyNotConsuming(services)))
            .AddHostedService<MessageIntakeWorker>();
        return builder;
    }

    private static string? WhyNotConsuming(IServiceProvider services) =>
        services.GetRequiredService<IntakeState>().Problem is { } problem ? $"Nothing is consumed while the store fails: {problem}"
        : services.GetRequiredService<IncomingMessages>().IsConsuming ? null
        : "The broker delivers nothing, because it cannot be reached.";
}
