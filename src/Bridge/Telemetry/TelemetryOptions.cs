namespace Bridge.Telemetry;

/// <summary>How the process tells what it does: section <c>Telemetry</c>. Levels are in the section <c>Serilog</c>.</summary>
internal sealed class TelemetryOptions
{
    /// <summary>What a log line looks like. <see cref="LogFormat.Auto"/> unless set.</summary>
    public LogFormat LogFormat { get; init; } = LogFormat.Auto;
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
