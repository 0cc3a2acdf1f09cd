using Bridge.Configuration;
using Serilog;
using Serilog.Extensions.Logging;
using Serilog.Formatting.Json;
using Serilog.Settings.Configuration;

namespace Bridge.Telemetry;

internal static class TelemetrySetup
{
    private const string TextTemplate = "{Timestamp:HH:mm:ss} {Level:u3} {Message}{NewLine}{Exception}";

    /// <summary>Logs, metrics, traces, and health.</summary>
    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.AddSettings<TelemetryOptions>("Telemetry");
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(LogLevel.Trace); // Serilog's own section decides
        builder.Services.AddSingleton<ILoggerProvider>(_ => new SerilogLoggerProvider(CreateLogger(builder.Configuration), dispose: true));
        builder.Logging.AddFilters();
        return builder.AddMetrics().AddTracing().AddHealth();
    }

    /// <summary>What no setting may turn on. Serilog's own AddSerilog would put a filter for its provider above these.</summary>
    private static void AddFilters(this ILoggingBuilder logging)
    {
        // Logs each request with its query, and the handshake's query holds the verify token. Off also spares an activity per request.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);

        // Logs every form that is not from a page, and every cookie that it did not write, once or twice each: strangers send both.
        logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.None);
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Critical);

        // Logs a failed start with its stack, which the command says in one sentence; what stops a running process is Critical.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);

        // Logs every part that is not ready at every probe, and probes are asked for by strangers; each part tells of itself, once.
        logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
    }

    private static Serilog.Core.Logger CreateLogger(IConfiguration configuration)
    {
        var logger = new LoggerConfiguration().ReadFrom.Configuration(
            configuration,
            new ConfigurationReaderOptions(typeof(ConsoleLoggerConfigurationExtensions).Assembly)
        );
        return (
            FormatOf(configuration) switch
            {
                LogFormat.None => logger,
                LogFormat.Json => logger.WriteTo.Console(new JsonFormatter(renderMessage: true)),
                _ => logger.WriteTo.Console(outputTemplate: TextTemplate),
            }
        ).CreateLogger();
    }

    /// <summary>A format that cannot be read is refused with the rest of the settings; until then there is the automatic one.</summary>
    private static LogFormat FormatOf(IConfiguration configuration) =>
        Enum.TryParse<LogFormat>(configuration["Telemetry:LogFormat"], ignoreCase: true, out var format) && format is not LogFormat.Auto
            ? format
        : Console.IsOutputRedirected ? LogFormat.Json
        : LogFormat.Text;
}
