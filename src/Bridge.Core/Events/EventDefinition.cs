namespace Bridge.Core.Events;

/// <summary>Whom an event's <c>userId</c> names.</summary>
public enum EventUser
{
    /// <summary>The person at the other end; <c>system</c> only where Meta names nobody.</summary>
    Person,

    /// <summary>Nobody: always <c>system</c>.</summary>
    System,
}

/// <summary>An event as it is declared. Translators make events of declarations alone, and the catalogue prints the same ones.</summary>
/// <param name="Name">The event's name as the collector's guides write it, or a pattern such as <c>conversion.*</c>, whose last word Meta
/// chooses.</param>
/// <param name="User">Whom its <c>userId</c> names.</param>
/// <param name="When">When it is made, for whoever reads the collector's data.</param>
/// <param name="Always">The properties it never lacks.</param>
/// <param name="Sometimes">The properties it has when Meta gives them.</param>
public sealed record EventDefinition(
    string Name,
    EventUser User,
    string When,
    IReadOnlyList<EventProperty> Always,
    IReadOnlyList<EventProperty> Sometimes
)
{
    private const string AnyWord = ".*";

    /// <summary>Whether a single webhook tells it; else it follows from several, or a CRM tells it.</summary>
    public bool IsOfOneWebhook { get; init; } = true;

    /// <summary>Whether the last word of its name is chosen by the data.</summary>
    public bool IsPattern { get; } = Name.EndsWith(AnyWord, StringComparison.Ordinal);

    public IEnumerable<EventProperty> Properties => Always.Concat(Sometimes);

    /// <summary>Whether an event of this name is one of these.</summary>
    public bool Covers(string name) =>
        IsPattern ? name.StartsWith(Name.AsSpan(0, Name.Length - 1), StringComparison.Ordinal) : name == Name;

    /// <summary>The name of the event for one word of the pattern.</summary>
    internal string Named(string word) => string.Concat(Name.AsSpan(0, Name.Length - 1), word);
}
