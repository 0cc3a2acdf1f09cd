namespace Bridge.Telemetry;

/// <summary>Something that piles up in this process alone, so that others can see it only by asking; a feature registers its own as a singleton.</summary>
/// <param name="Name">What <c>/healthz/ready</c> calls it, such as <c>spooled</c>.</param>
/// <param name="ReadAsync">How much there is, and when the oldest of it came; null when that is not known.</param>
internal sealed record HealthFigure(string Name, Func<CancellationToken, Task<(long Count, DateTimeOffset? Oldest)?>> ReadAsync);
