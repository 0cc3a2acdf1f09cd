using Bridge.Configuration;
using Bridge.Delivery;
using Bridge.Messaging.Broker;

namespace Bridge.Ops.Overview;

/// <summary>Registers the overview: what it is made of in a process that forwards, and the administration that reads it.</summary>
internal static class OverviewSetup
{
    /// <summary>
    /// Adds what tells the overview how this process fares: its figures and its gates; needs <c>AddStorage</c> and <c>AddDelivery</c>.
    /// </summary>
    public static WebApplicationBuilder AddActivity(this WebApplicationBuilder builder)
    {
        builder.Services.AddHostedService<ActivityRecorder>().AddHostedService<GateReporter>();
        return builder;
    }

    /// <summary>Adds the <see cref="OverviewQuery"/>; needs <c>AddStorage</c>.</summary>
    public static WebApplicationBuilder AddOverview(this WebApplicationBuilder builder)
    {
        builder
            .AddSettings<ReceiversOptions>(ReceiversOptions.Section)
            .PostConfigure<IConfiguration>((options, configuration) => options.Complete(configuration));
        builder
            .Services.AddHttpClient<ReceiverSpools>(client => client.Timeout = ReceiverSpools.Patience)
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    UseProxy = false,
                }
            )
            .RemoveAllLoggers();
        builder.Services.AddTransient<OverviewQuery>();
        if (builder.Configuration.HasBroker())
        {
            builder.Services.AddSingleton<BrokerQueues>();
        }

        return builder;
    }
}
