using System.Diagnostics;
using Microsoft.Extensions.Options;
using OpenTelemetry.Trace;

namespace Bridge.Telemetry;

/// <summary>Registers who takes the traces: a collector of OpenTelemetry's, when the environment names one.</summary>
internal static class TracingSetup
{
    /// <summary>OpenTelemetry's own setting; it wins over <see cref="TraceBudget"/>.</summary>
    private const string SamplerKey = "OTEL_TRACES_SAMPLER";

    public static WebApplicationBuilder AddTracing(this WebApplicationBuilder builder)
    {
        if (Otlp.Takes(builder.Configuration, "TRACES"))
        {
            builder
                .Services.AddOpenTelemetry()
                .ConfigureResource(MetricsSetup.Describe)
                .WithTracing(tracing => tracing.AddSource(Traces.SourceName).ChooseSampler(builder.Configuration).AddOtlpExporter());
        }

        return builder;
    }

    public static bool IsRecorded(this ActivityContext context) => context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded);

    private static TracerProviderBuilder ChooseSampler(this TracerProviderBuilder tracing, ConfigurationManager settings) =>
        string.IsNullOrWhiteSpace(settings[SamplerKey])
            ? tracing.SetSampler(services => new TraceBudget(
                services.GetRequiredService<IOptions<TelemetryOptions>>().Value.TracesPerSecond,
                services.GetRequiredService<TimeProvider>()
            ))
            : tracing;
}
