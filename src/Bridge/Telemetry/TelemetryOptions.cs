using System.ComponentModel.DataAnnotations;
using Bridge.Configuration;

namespace Bridge.Telemetry;

/// <summary>How the process tells what it does: section <c>Telemetry</c>. Levels are in the section <c>Serilog</c>.</summary>
internal sealed class TelemetryOptions : IHasRules
{
    public const string MetricsKey = "Telemetry:MetricsUrls";

    /// <summary>What a log line looks like. <see cref="LogFormat.Auto"/> unless set.</summary>
    public LogFormat LogFormat { get; init; } = LogFormat.Auto;

    /// <summary>
    /// Where Prometheus may fetch <c>/metrics</c> without a key, such as <c>http://127.0.0.1:9464</c>; several with semicolons. None unless
    /// set. Give no address that strangers reach.
    /// </summary>
    public string? MetricsUrls { get; init; }

    /// <summary>
    /// How many new traces are recorded a second, by each process, when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says who takes them and
    /// <c>OTEL_TRACES_SAMPLER</c> is not set. 10 unless set; 0 to 10 000.
    /// </summary>
    [Range(0, 10_000)]
    public int TracesPerSecond { get; init; } = 10;

    public IEnumerable<string> FindProblems() =>
        from url in (MetricsUrls ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        where !IsAddress(url)
        select $"{Settings.Describe(MetricsKey)} must be addresses such as http://127.0.0.1:9464, but one is \"{url}\".";

    private static bool IsAddress(string url)
    {
        try
        {
            return BindingAddress.Parse(url) is { Scheme: "http", PathBase: "" };
        }
        catch (FormatException)
        {
            return false;
        }
    }
}

internal enum LogFormat
{
    /// <summary>Text on a terminal, JSON otherwise.</summary>
    Auto,

    /// <summary>For people: one line of text each.</summary>
    Text,

    /// <summary>For machines: one JSON object a line.</summary>
    Json,

    /// <summary>No logs at all, for commands whose output is something else.</summary>
    None,
}
