namespace Bridge.Simulation.Collecting;

/// <summary>How the sample collector behaves.</summary>
/// <param name="Urls">Where it listens, separated by semicolons, such as <c>http://127.0.0.1:0</c> for any free port.</param>
/// <param name="WriteKey">The key it accepts in <c>X-Write-Key</c>; every key when null.</param>
internal sealed record CollectorSettings(string Urls, string? WriteKey)
{
    /// <summary>When it fails.</summary>
    public IReadOnlyList<Outage> Outages { get; init; } = [];

    /// <summary>Events it answers 400 to, whole batch and all, as a collector does that dislikes one.</summary>
    public IReadOnlyList<EventFilter> Refusals { get; init; } = [];

    /// <summary>How long it takes to answer a batch. None unless set.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>How many of the latest events it keeps whole; of older ones it knows the id. 10 000 unless set.</summary>
    public int Keep { get; init; } = 10_000;

    public override string ToString() => $"CollectorSettings {{ Urls = {Urls} }}";
}
