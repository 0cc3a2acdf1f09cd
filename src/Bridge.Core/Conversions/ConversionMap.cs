using System.Collections.Frozen;

namespace Bridge.Core.Conversions;

/// <summary>Which events Meta is told of as conversions, and under which of its names (<c>Attribution:Conversions</c>).</summary>
public sealed class ConversionMap
{
    /// <summary>No name of Meta's is longer.</summary>
    private const int LongestName = 50;

    /// <summary>What Meta saw come of an ad by itself, and would count twice.</summary>
    private const string OfMeta = "conversion.";

    private readonly FrozenDictionary<string, string> _names;

    /// <param name="entries">Such as <c>order.placed=Purchase</c>, without problems.</param>
    public ConversionMap(IEnumerable<string> entries) =>
        _names = entries.Select(Split).GroupBy(one => one.Event).ToFrozenDictionary(same => same.Key, same => same.Last().Name);

    public bool IsEmpty => _names.Count == 0;

    /// <summary>What Meta calls the event; null where it is not told of it.</summary>
    public string? NameOf(string trackEvent) => _names.GetValueOrDefault(trackEvent);

    /// <summary>Of an entry without problems.</summary>
    public static string EventOf(string entry) => Split(entry).Event;

    /// <summary>What is wrong with an entry, to be read behind it; null when nothing is.</summary>
    public static string? ProblemOf(string entry) =>
        Split(entry) switch
        {
            ({ Length: 0 }, _) or (_, { Length: 0 }) => "is no pair such as order.placed=Purchase",
            ({ } trackEvent, _) when trackEvent.StartsWith(OfMeta, StringComparison.Ordinal) =>
                "would tell Meta what Meta told: leave it out",
            (_, "Lead") => "has a name that Meta refuses here: write LeadSubmitted",
            (_, { } name) when name.Length > LongestName || !name.All(char.IsAsciiLetter) =>
                "has no name of Meta's: write one such as Purchase or LeadSubmitted",
            _ => null,
        };

    private static (string Event, string Name) Split(string entry) =>
        entry.IndexOf('=') is var at and >= 0 ? (entry[..at].Trim(), entry[(at + 1)..].Trim()) : (entry.Trim(), "");
}
