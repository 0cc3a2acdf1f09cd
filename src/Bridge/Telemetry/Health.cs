using System.Text.Json;

namespace Bridge.Telemetry;

/// <summary>Whether the process should get traffic, and if not, which part is in the way.</summary>
internal sealed class Health(
    IEnumerable<ReadinessCheck> checks, IEnumerable<DegradationCheck> degradations, IEnumerable<HealthFigure> figures, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly ReadinessCheck[] _checks = [.. checks];

    /// <summary>The parts that are not ready, with the reason of each. While the process stops, nothing else is asked.</summary>
    public async Task<IReadOnlyList<NotReady>> FindWhatIsNotReadyAsync(CancellationToken cancellationToken)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return [new NotReady("process", "It is shutting down.")];
        }

        var answers = await Task.WhenAll(_checks.Select(check => AskAsync(check, cancellationToken)));
        return [.. answers.OfType<NotReady>()];
    }

    /// <summary>The parts that Bridge goes on without, with the reason of each.</summary>
    public IReadOnlyList<NotReady> FindWhatIsDegraded() =>
        [.. degradations.Select(check => check.WhyDegraded() is { } why ? new NotReady(check.Part, why) : (NotReady?)null).OfType<NotReady>()];

    /// <summary>What piles up here. What is not known is left out.</summary>
    public async Task<IReadOnlyList<(string Name, long Count, DateTimeOffset? Oldest)>> ReadFiguresAsync(CancellationToken cancellationToken)
    {
        var read = await Task.WhenAll(figures.Select(async figure => (figure.Name, Value: await figure.ReadAsync(cancellationToken))));
        return [.. read.Where(figure => figure.Value is not null).Select(figure => (figure.Name, figure.Value!.Value.Count, figure.Value.Value.Oldest))];
    }

    private async Task<NotReady?> AskAsync(ReadinessCheck check, CancellationToken cancellationToken)
    {
        try
        {
            return await check.WhyNotReady(cancellationToken).AsTask().WaitAsync(Patience, time, cancellationToken) is { } why
                ? new NotReady(check.Part, why)
                : null;
        }
        catch (TimeoutException)
        {
            return new NotReady(check.Part, "It gives no answer.");
        }
    }

    public static void Write(
        Stream output, IReadOnlyList<NotReady> notReady, IReadOnlyList<NotReady> degraded, IReadOnlyList<(string Name, long Count, DateTimeOffset? Oldest)> figures)
    {
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        writer.WriteBoolean("ready"u8, notReady.Count == 0);
        Write(writer, "notReady", notReady);
        if (degraded.Count > 0)
        {
            Write(writer, "degraded", degraded);
        }

        foreach (var (name, count, oldest) in figures)
        {
            writer.WriteStartObject(name);
            writer.WriteNumber("count"u8, count);
            if (oldest is { } time)
            {
                writer.WriteString("oldest"u8, time);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, IReadOnlyList<NotReady> parts)
    {
        writer.WriteStartArray(name);
        foreach (var (part, why) in parts)
        {
            writer.WriteStartObject();
            writer.WriteString("part"u8, part);
            writer.WriteString("why"u8, why);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}

/// <summary>A part that is not ready, or not well.</summary>
internal readonly record struct NotReady(string Part, string Why);
