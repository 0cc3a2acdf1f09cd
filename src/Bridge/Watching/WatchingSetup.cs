using Bridge.Configuration;
using Bridge.Delivery;

namespace Bridge.Watching;

/// <summary>Registers what watches the flow: the gauges, and what the store is told of a process that forwards.</summary>
internal static class WatchingSetup
{
    /// <summary>Comes last: it looks at whatever parts this process has.</summary>
    public static WebApplicationBuilder AddWatching(this WebApplicationBuilder builder, Role role)
    {
        builder
            .Services.AddSingleton<FlowSampler>()
            .AddHostedService(services => services.GetRequiredService<FlowSampler>())
            .AddHostedService<FlowGauges>();
        if (role.HasFlag(Role.Forward))
        {
            builder.Services.AddHostedService<ActivityRecorder>().AddHostedService<GateReporter>();
        }

        return builder;
    }
}
