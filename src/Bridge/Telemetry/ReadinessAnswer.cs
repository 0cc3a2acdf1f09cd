using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Bridge.Telemetry;

/// <summary>
/// What <c>/healthz/ready</c> answers: <c>{"ready":…,"notReady":[{"part":…}],"degraded":[…],"spooled":{"count":…,"oldest":…}}</c>. Anybody
/// may ask: it names parts; why, which holds paths and addresses, stands in the log, in the overview, and in what <c>check</c> says.
/// </summary>
/// <param name="NotReady">The parts in the way.</param>
/// <param name="Degraded">The parts that Bridge goes on without; left out when there are none.</param>
/// <param name="Figures">What piles up here.</param>
internal sealed record ReadinessAnswer(
    IReadOnlyList<PartProblem> NotReady,
    IReadOnlyList<PartProblem> Degraded,
    IReadOnlyList<KeyValuePair<string, HealthFigure>> Figures
)
{
    /// <summary>While the process stops, nothing else counts.</summary>
    public static readonly ReadinessAnswer Stopping = new([new PartProblem("process", "It is shutting down.")], [], []);

    public bool IsReady => NotReady.Count == 0;

    public static ReadinessAnswer Of(HealthReport report) =>
        new(
            ProblemsOf(report, HealthStatus.Unhealthy),
            ProblemsOf(report, HealthStatus.Degraded),
            [
                .. report
                    .Entries.SelectMany(entry => entry.Value.Data)
                    .Where(datum => datum.Value is HealthFigure)
                    .Select(datum => KeyValuePair.Create(datum.Key, (HealthFigure)datum.Value)),
            ]
        );

    public void Write(Stream output)
    {
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        writer.WriteBoolean("ready"u8, IsReady);
        Write(writer, "notReady", NotReady);
        if (Degraded.Count > 0)
        {
            Write(writer, "degraded", Degraded);
        }

        foreach (var (name, figure) in Figures)
        {
            Write(writer, name, figure);
        }

        writer.WriteEndObject();
    }

    /// <remarks>What failed unexpectedly says so without its message, which may quote anything.</remarks>
    private static List<PartProblem> ProblemsOf(HealthReport report, HealthStatus status) =>
        [
            .. report
                .Entries.Where(entry => entry.Value.Status == status)
                .Select(entry => new PartProblem(
                    Readiness.PartOf(entry.Key),
                    entry.Value.Exception is null ? entry.Value.Description ?? "" : "It failed unexpectedly; the log says how."
                )
                {
                    IsStarting = entry.Value.Data.ContainsKey(Readiness.Starting),
                }),
        ];

    private static void Write(Utf8JsonWriter writer, string list, IReadOnlyList<PartProblem> parts)
    {
        writer.WriteStartArray(list);
        foreach (var name in parts.Select(problem => problem.Part).Distinct())
        {
            writer.WriteStartObject();
            writer.WriteString("part"u8, name);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, string name, HealthFigure figure)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("count"u8, figure.Count);
        if (figure.Oldest is { } time)
        {
            writer.WriteString("oldest"u8, time);
        }

        writer.WriteEndObject();
    }
}

/// <summary>A part that is not ready, or not well.</summary>
internal sealed record PartProblem(string Part, string Why)
{
    /// <summary>Whether it only has yet to begin, as every process that starts does: nothing is wrong. For the log alone.</summary>
    [JsonIgnore]
    public bool IsStarting { get; init; }
}
