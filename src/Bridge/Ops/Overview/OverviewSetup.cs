using Bridge.Configuration;
using Bridge.Messaging.Broker;

namespace Bridge.Ops.Overview;

/// <summary>Registers the overview, which people look at.</summary>
internal static class OverviewSetup
{
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
