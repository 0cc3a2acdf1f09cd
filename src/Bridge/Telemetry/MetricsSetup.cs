using Bridge.Core.Events;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Bridge.Telemetry;

/// <summary>
/// Registers who collects what is measured: Prometheus, which fetches it, and a collector of OpenTelemetry's, to which it is sent. Without
/// either nothing is collected and measuring costs next to nothing.
/// </summary>
internal static class MetricsSetup
{
    public const string Path = "/metrics";

    /// <summary>What the framework and the libraries measure themselves, as OpenTelemetry names it.</summary>
    private static readonly string[] Meters =
    [
        Instruments.MeterName,
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "System.Net.Http",
        "System.Runtime",
        "Npgsql",
        "MassTransit",
    ];

    /// <summary>The instruments, and what counts with them; again and again, it is registered once.</summary>
    public static IServiceCollection AddBridgeMetrics(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton<Instruments>();
        services.TryAddSingleton<BridgeMetrics>();
        services.TryAddSingleton<HourlyTally>();
        return services;
    }

    public static WebApplicationBuilder AddMetrics(this WebApplicationBuilder builder)
    {
        builder.Services.AddBridgeMetrics();
        if (!string.IsNullOrWhiteSpace(builder.Configuration["Telemetry:MetricsUrls"]))
        {
            builder.AddPrometheus();
            builder.Services.AddSingleton<MetricsServer>().AddHostedService(services => services.GetRequiredService<MetricsServer>());
        }

        if (Otlp.Takes(builder.Configuration, "METRICS"))
        {
            builder.CollectMetrics(metrics => metrics.AddOtlpExporter());
        }

        return builder;
    }

    /// <summary>Has it ready for Prometheus, which fetches it; for one or several doors.</summary>
    public static void AddPrometheus(this WebApplicationBuilder builder)
    {
        if (builder.Services.All(service => service.ServiceType != typeof(PrometheusIsOn)))
        {
            builder.Services.AddSingleton<PrometheusIsOn>();
            builder.CollectMetrics(metrics => metrics.AddPrometheusExporter());
        }
    }

    /// <summary>Whether <see cref="AddPrometheus"/> was called.</summary>
    public static bool HasPrometheus(this WebApplication app) => app.Services.GetService<PrometheusIsOn>() is not null;

    /// <summary>Who sends it, as all that leaves the process says it; the environment (<c>OTEL_SERVICE_NAME</c>) wins.</summary>
    internal static void Describe(ResourceBuilder resource) =>
        resource.AddService("meta-bridge", serviceVersion: TrackEvent.LibraryVersion).AddEnvironmentVariableDetector();

    private static void CollectMetrics(this WebApplicationBuilder builder, Action<MeterProviderBuilder> export) =>
        builder.Services.AddOpenTelemetry().ConfigureResource(Describe).WithMetrics(metrics => export(metrics.AddMeter(Meters)));

    private sealed class PrometheusIsOn;
}

/// <summary>The settings of OpenTelemetry's own, which its exporter reads from the environment.</summary>
internal static class Otlp
{
    /// <summary>Whether somebody takes this signal.</summary>
    /// <param name="signal"><c>METRICS</c> or <c>TRACES</c>.</param>
    public static bool Takes(IConfiguration settings, string signal) =>
        !"true".Equals(settings["OTEL_SDK_DISABLED"], StringComparison.OrdinalIgnoreCase)
        && (IsSet(settings["OTEL_EXPORTER_OTLP_ENDPOINT"]) || IsSet(settings[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"]))
        && settings[$"OTEL_{signal}_EXPORTER"] is not "none";

    private static bool IsSet(string? value) => !string.IsNullOrWhiteSpace(value);
}
