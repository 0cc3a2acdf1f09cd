using Bridge.Configuration;
using Bridge.Messaging.Broker;
using Bridge.Messaging.Spool;
using Bridge.Storage;
using Bridge.Storage.Sqlite;
using Bridge.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Bridge.Messaging;

/// <summary>Registers how events travel from receiving to intake: over the broker if there is one, otherwise through the spool.</summary>
internal static class MessagingSetup
{
    /// <summary>
    /// Adds the <see cref="IEventPublisher"/> of a process that receives and the <see cref="IncomingMessages"/> of one that forwards.
    /// </summary>
    public static WebApplicationBuilder AddMessaging(this WebApplicationBuilder builder, Role role)
    {
        builder.Services.AddBridgeMetrics().AddSingleton(ChannelOf);
        return builder.Configuration.HasBroker() ? builder.AddBroker(role)
            : role.HasFlag(Role.Receive) ? builder.AddEmbedded()
            : builder;
    }

    private static EventChannel ChannelOf(IServiceProvider services) =>
        services.GetService<IOptions<BrokerOptions>>() is { Value.Url.Length: > 0 } broker
            ? EventChannel.Queue(broker.Value.Queue)
            : EventChannel.Spool;

    private static WebApplicationBuilder AddEmbedded(this WebApplicationBuilder builder)
    {
        builder.AddSpool();
        builder
            .Services.AddOptions<SpoolOptions>()
            .Validate(
                options => options.Enabled,
                "Spool:Enabled (environment Spool__Enabled) is false, and there is no broker: "
                    + $"remove it, or set {Settings.Describe("Broker:Url")}."
            );
        builder.Services.AddSingleton<SpoolGroup>();
        builder.Services.AddSingleton<IEventPublisher, SpoolPublisher>();
        builder.Services.AddReadiness("spool", (services, token) => services.GetRequiredService<SpoolHealth>().WhyNotReadyAsync(token));
        return builder;
    }

    private static WebApplicationBuilder AddBroker(this WebApplicationBuilder builder, Role role)
    {
        builder.AddSettings<BrokerOptions>(BrokerOptions.Section);
        BrokerBus.DisableUsageTelemetry(builder.Services);
        builder
            .Services.AddSingleton<BrokerConnection>()
            .AddSingleton(services => ActivatorUtilities.CreateInstance<BrokerTopology>(services, role))
            .AddSingleton<BrokerLink>()
            .AddSingleton<TopologyWatch>()
            .AddHostedService(services => services.GetRequiredService<TopologyWatch>())
            .AddReadiness(
                "queues",
                (services, _) => ValueTask.FromResult(services.GetRequiredService<TopologyWatch>().Problem),
                HealthStatus.Degraded
            )
            .AddSingleton(services => new SelfCheck("broker", cancellationToken => BrokerCheck.RunAsync(services, cancellationToken)));
        if (role.HasFlag(Role.Forward))
        {
            builder
                .Services.AddSingleton<BrokerBus>()
                .AddHostedService(services => services.GetRequiredService<BrokerBus>())
                .AddSingleton<IncomingMessages>();
        }

        if (role.HasFlag(Role.Receive) && !role.HasFlag(Role.Forward))
        {
            builder.Services.AddSingleton<CarriedHours>();
        }

        return role.HasFlag(Role.Receive) ? builder.AddBrokerPublisher() : builder;
    }

    private static WebApplicationBuilder AddBrokerPublisher(this WebApplicationBuilder builder)
    {
        if (builder.Configuration.GetValue($"{SpoolOptions.Section}:{nameof(SpoolOptions.Enabled)}", defaultValue: true))
        {
            builder.AddSpool();
            builder
                .Services.AddSingleton<BrokerSpool>()
                .AddSingleton<SpoolDrain>()
                .AddSingleton<KeptItems>()
                .AddFigure(SpoolFigure.Name, (services, token) => SpoolFigure.ReadAsync(services.GetRequiredService<SpoolTable>(), token))
                .AddFigure(
                    SpoolFigure.KeptName,
                    (services, _) => Task.FromResult(SpoolFigure.ReadKept(services.GetRequiredService<SpoolTable>()))
                )
                .AddReadiness(
                    "spool",
                    (services, _) => ValueTask.FromResult(services.GetRequiredService<BrokerReadiness>().WhyKept()),
                    HealthStatus.Degraded
                );
        }

        if (builder.Configuration.GetValue<bool>($"{BrokerOptions.Section}:{nameof(BrokerOptions.Feed)}"))
        {
            builder.Services.AddSingleton<EventFeed>().AddHostedService(services => services.GetRequiredService<EventFeed>());
        }

        builder.Services.TryAddSingleton<SteadyClock>();
        builder
            .Services.AddSingleton<MessageLimit>()
            .AddSingleton<BrokerSender>()
            .AddSingleton<BrokerProbe>()
            .AddSingleton<TooLargeNotice>()
            .AddSingleton<BatchDispatch>()
            .AddSingleton<PromptDispatch>()
            .AddSingleton<PublishGroup>()
            .AddSingleton<IEventPublisher, BrokerPublisher>()
            .AddSingleton<BrokerReadiness>()
            .AddReadiness("broker", (services, token) => services.GetRequiredService<BrokerReadiness>().WhyNotReadyAsync(token))
            .AddReadiness(
                "broker",
                (services, _) => ValueTask.FromResult(services.GetRequiredService<BrokerReadiness>().WhyDegraded()),
                HealthStatus.Degraded
            )
            .AddHostedService<ReceiverHeartbeats>()
            .AddHostedService<BrokerRecovery>()
            .AddHostedService(services => services.GetRequiredService<PublishGroup>());
        return builder;
    }
}
