using Bridge.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Bridge.Insights;

/// <summary>Registers the figures of what happened.</summary>
internal static class InsightsSetup
{
    /// <summary>Adds what counts and adds up, for a process that takes in; needs <c>AddStorage</c>.</summary>
    public static WebApplicationBuilder AddInsights(this WebApplicationBuilder builder)
    {
        builder.AddInsightsQuery();
        builder.Services.AddSingleton<InsightsFold>().AddHostedService(services => services.GetRequiredService<InsightsFold>());
        return builder;
    }

    /// <summary>Adds what reads them; needs an <c>AdminDatabase</c>.</summary>
    public static WebApplicationBuilder AddInsightsQuery(this WebApplicationBuilder builder)
    {
        builder.AddSettings<InsightsOptions>(InsightsOptions.Section);
        builder.Services.TryAddSingleton<InsightsQuery>();
        return builder;
    }
}
