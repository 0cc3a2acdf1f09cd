using Bridge.Configuration;
using Bridge.Delivery;
using Bridge.Messaging.Broker;
using Bridge.Watching.Alerts;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Bridge.Watching;

/// <summary>Registers what watches the flow: the gauges, the alerts, and what the store is told of a process that forwards.</summary>
internal static class WatchingSetup
{
    /// <summary>Comes last: it looks at whatever parts this process has.</summary>
    public static WebApplicationBuilder AddWatching(this WebApplicationBuilder builder, Role role)
    {
        builder.AddSettings<WatchingOptions>(WatchingOptions.Section);
        builder
            .Services.AddSingleton<FlowSampler>()
            .AddHostedService(services => services.GetRequiredService<FlowSampler>())
            .AddHostedService<FlowGauges>();
        if (role.HasFlag(Role.Forward))
        {
            builder
                .Services.AddHostedService<RhythmRecorder>()
                .AddHostedService<GateReporter>()
                .AddHostedService<TotalsFolding>()
                .AddHostedService<JournalRetention>();
        }

        return role.NeedsStore() ? builder.AddFlow() : builder;
    }

    private static WebApplicationBuilder AddFlow(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddSingleton<AnswerWatch>()
            .AddSingleton<RhythmWatch>()
            .AddHostedService(services => services.GetRequiredService<RhythmWatch>())
            .AddSingleton<FlowReader>();
        if (builder.Configuration.HasBroker())
        {
            builder.Services.TryAddSingleton<BrokerQueues>();
        }

        return string.IsNullOrWhiteSpace(builder.Configuration["Alerts:WebhookUrl"]) ? builder : builder.AddAlerts();
    }

    private static WebApplicationBuilder AddAlerts(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddHttpClient<AlertApi>(client => client.Timeout = AlertApi.Patience)
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    UseProxy = false,
                    ActivityHeadersPropagator = null,
                }
            )
            .RemoveAllLoggers();
        builder.Services.AddSingleton<AlertRound>().AddHostedService<AlertWorker>();
        return builder;
    }
}
