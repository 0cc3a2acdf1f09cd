using Bridge.Configuration;
using Bridge.Conversations;
using Bridge.Delivery;
using Bridge.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Bridge.Intake;

/// <summary>Registers intake.</summary>
internal static class IntakeSetup
{
    /// <summary>Adds what drains the spool into the store; needs <c>AddStorage</c> and, for where events go, <c>AddDelivery</c>.</summary>
    public static WebApplicationBuilder AddIntake(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.AddSettings<IntakeOptions>(IntakeOptions.Section);
        services.TryAddSingleton<BridgeMetrics>();
        services.TryAddSingleton<DestinationOf>(provider => provider.GetRequiredService<Destinations>().Route);
        builder.AddSettings<ForwardOptions>(ForwardOptions.Section).PostConfigure<IConfiguration>((options, configuration) => options.Complete(configuration));
        builder.AddIdentity();
        services.AddSingleton<Forwarding>();
        services.AddSingleton<EventIntake>();
        services.AddHostedService<HeldRelease>();
        services.AddSingleton<SpoolSlices>();
        services.AddSingleton<Pace>();
        services.AddHostedService<IntakeWorker>();
        services.AddHostedService<SeenExpiry>();
        return builder;
    }
}
