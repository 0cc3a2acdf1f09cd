using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Bridge.Core.Json;

namespace Bridge.Core.Attribution;

/// <summary>
/// What the prefilled text of an ad or a link tells of its campaign: regular expressions whose named groups are the campaign's parts.
/// </summary>
/// <remarks>
/// A pattern never goes back over a text, so its time grows with the text alone and no text can make it last; patterns that would need to,
/// with look-arounds or back-references, are refused.
/// </remarks>
public sealed class TextPatterns
{
    /// <summary>For one number; each of them is held against every text.</summary>
    public const int Most = 20;

    /// <summary>In characters.</summary>
    public const int LongestPattern = 500;

    /// <summary>The groups a pattern may have; at least one of them it must have.</summary>
    public static IReadOnlyList<string> Groups { get; } = ["campaign", "source", "medium", "term", "content", "id"];

    /// <summary>So many characters of a text are looked at: nobody prefills more.</summary>
    private const int LongestText = 1024;

    private readonly Regex[] _all;
    private readonly FrozenDictionary<string, Regex[]> _ofNumber;

    /// <param name="all">Those of every number that has none of its own.</param>
    /// <param name="ofNumber">Those of single business numbers, in place of the others.</param>
    public TextPatterns(IEnumerable<string> all, IEnumerable<KeyValuePair<string, IEnumerable<string>>> ofNumber)
    {
        _all = [.. all.Select(Compile)];
        _ofNumber = ofNumber.ToFrozenDictionary(number => number.Key, number => number.Value.Select(Compile).ToArray());
    }

    public static TextPatterns None { get; } = new([], []);

    /// <summary>What is wrong with a pattern, in words to follow it; null when nothing is.</summary>
    public static string? ProblemOf(string pattern)
    {
        try
        {
            return pattern.Length > LongestPattern ? $"has {pattern.Length} characters, and {LongestPattern} are allowed"
                : Compile(pattern).GetGroupNames().Intersect(Groups).Any() ? null
                : $"names no part of a campaign: one of its groups must be called {string.Join(", ", Groups)}, as in (?<campaign>[a-z]+)";
        }
        catch (NotSupportedException)
        {
            return "looks around or back, which may take for ever: write it without (?=…), (?!…), (?<=…), (?<!…), (?>…) and \\1";
        }
        catch (ArgumentException)
        {
            return "is no regular expression";
        }
    }

    /// <summary>The campaign of a text, by the first pattern that fits; null for none.</summary>
    /// <param name="number">The business number it came to.</param>
    /// <param name="text">What the person wrote; read only where there are patterns.</param>
    internal Campaign? Match(string? number, JsonView text) => Of(number) is { Length: > 0 } patterns ? Match(patterns, text.Text) : null;

    /// <inheritdoc cref="Match(string?, JsonView)"/>
    internal Campaign? Match(string? number, string? text) => Match(Of(number), text);

    private Regex[] Of(string? number) => number is not null && _ofNumber.TryGetValue(number, out var own) ? own : _all;

    private static Campaign? Match(Regex[] patterns, string? text)
    {
        var read = text is { Length: > LongestText } ? text[..LongestText] : text;
        return read is null ? null : patterns.Select(pattern => CampaignOf(pattern.Match(read))).FirstOrDefault(found => found is not null);
    }

    private static Campaign? CampaignOf(Match match) =>
        !match.Success
            ? null
            : new Campaign(
                PartOf(match, "campaign"),
                PartOf(match, "source"),
                PartOf(match, "medium"),
                PartOf(match, "term"),
                PartOf(match, "content"),
                PartOf(match, "id")
            ).OrNull();

    private static string? PartOf(Match match, string name) =>
        match.Groups[name].Value.Trim() is { Length: > 0 } part ? part[..Math.Min(part.Length, Touch.Longest)] : null;

    private static Regex Compile(string pattern) =>
        new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
}
