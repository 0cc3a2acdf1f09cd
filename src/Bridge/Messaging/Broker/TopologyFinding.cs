namespace Bridge.Messaging.Broker;

/// <summary>What a look at the broker found.</summary>
/// <param name="Unreachable">Why it could not be asked; the rest is then not known. It may work later.</param>
/// <param name="Missing">The queues that were not there and were declared.</param>
internal sealed record TopologyFinding(string? Unreachable, QueueFinding Events, QueueFinding Dead, IReadOnlyList<string> Missing)
{
    public static TopologyFinding Unknown(string why) => new(why, default, default, []);
}

/// <param name="Ready">Messages that nobody has taken.</param>
internal readonly record struct QueueFinding(string Name, bool WasMissing, long Ready, long Consumers);
