namespace Bridge.Core.Events;

/// <summary>Who answers a person: <c>serviceMode</c>, <c>respondedBy</c>, and both ends of a hand-over.</summary>
public enum ServiceMode
{
    /// <summary>Nobody said; absent from events.</summary>
    Unknown,

    /// <summary>A machine (self-serve).</summary>
    Bot,

    /// <summary>People (assisted).</summary>
    Agent,
}

/// <summary>Service modes as events write them.</summary>
public static class ServiceModes
{
    /// <summary><c>bot</c> or <c>agent</c>; null while unknown, so that it is absent.</summary>
    public static string? Word(this ServiceMode mode) =>
        mode switch
        {
            ServiceMode.Bot => "bot",
            ServiceMode.Agent => "agent",
            _ => null,
        };

    /// <summary>What a word means; unknown for every other word, and for none.</summary>
    public static ServiceMode Read(string? word) =>
        word switch
        {
            "bot" => ServiceMode.Bot,
            "agent" => ServiceMode.Agent,
            _ => ServiceMode.Unknown,
        };
}
