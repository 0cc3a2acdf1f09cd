namespace Bridge.Simulation.Load;

/// <summary>Where a run goes and how it is judged; what it sends stands in <see cref="TrafficOptions"/>.</summary>
/// <param name="Target">Bridge's address.</param>
/// <param name="Collector">The sample collector to ask for every event; null when nothing is verified.</param>
internal sealed record RunSettings(Uri Target, string AppSecret, Uri? Collector)
{
    /// <summary>How many posts are on their way at once at most. 256 unless set.</summary>
    public int Connections { get; init; } = 256;

    /// <summary>How many times faster than life everything goes. 1 unless set.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>
    /// How long after the last post retries go on, and how long without any arrival the missing events are waited for. A minute unless set.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>When an event counts as late. 10 s after its 200 unless set.</summary>
    public TimeSpan LateAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether nobody of the run wrote to Bridge before, so that each must come as one new contact.</summary>
    public bool ArePeopleNew { get; init; }

    /// <summary>What asks for a person, as Bridge has it set. Nothing unless set.</summary>
    public IReadOnlyList<string> HandoffTriggers { get; init; } = [];

    /// <summary>After how long without a message a conversation ends, as Bridge has it set; null when ends are not checked.</summary>
    public TimeSpan? ResolveAfter { get; init; }

    /// <summary>The key with which a CRM posts; null when there is no CRM.</summary>
    public string? CaptureKey { get; init; }

    /// <summary>What Bridge calls that key: a part of the ids of its events.</summary>
    public string CaptureName { get; init; } = "crm";

    /// <summary>Whether Bridge's insights are held against the books, which know of no earlier people and of no end.</summary>
    public bool ChecksInsights { get; init; }

    public override string ToString() => $"RunSettings {{ Target = {Target}, Collector = {Collector} }}";
}
