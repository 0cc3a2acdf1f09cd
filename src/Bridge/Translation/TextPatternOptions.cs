using Bridge.Configuration;
using Bridge.Core.Attribution;

namespace Bridge.Translation;

/// <summary>
/// What prefilled texts tell of campaigns: <c>Attribution:TextPatterns</c>, and in its place, for one number,
/// <c>Sources:&lt;phone_number_id&gt;:TextPatterns</c>. Matched where webhooks are translated, since what people write travels no further.
/// </summary>
internal sealed class TextPatternOptions : IHasRules
{
    public const string Section = "Attribution";

    private const string Name = nameof(TextPatterns);

    /// <summary>
    /// Regular expressions that read the campaign from the text an ad or link prefills, by groups called campaign, source, medium, term,
    /// content or id, such as <c>code (?&lt;campaign&gt;[a-z]+)</c>; compared without case. A list, or one pattern;
    /// read by those who receive. None unless set.
    /// </summary>
    public IReadOnlyList<string> TextPatterns { get; set; } = [];

    private Dictionary<string, string[]> OfNumbers { get; } = [];

    public void Complete(IConfiguration configuration)
    {
        TextPatterns = Read(configuration.GetSection(Section), TextPatterns);
        foreach (var source in configuration.GetSection("Sources").GetChildren())
        {
            var own = source.GetSection(Name);
            if (own.Exists())
            {
                OfNumbers[source.Key] = Read(source, own.GetChildren().Select(entry => entry.Value ?? ""));
            }
        }
    }

    public IEnumerable<string> FindProblems() =>
        OfNumbers
            .Select(own => FindProblems($"Sources:{own.Key}", own.Value))
            .Prepend(FindProblems(Section, TextPatterns))
            .SelectMany(problems => problems);

    public TextPatterns ToPatterns() => new(TextPatterns, OfNumbers.Select(own => KeyValuePair.Create(own.Key, own.Value.AsEnumerable())));

    private static IEnumerable<string> FindProblems(string section, IReadOnlyList<string> patterns)
    {
        var key = Settings.Describe($"{section}:{Name}");
        return patterns
            .Select(pattern => Core.Attribution.TextPatterns.ProblemOf(pattern) is { } problem ? $"{key}: \"{pattern}\" {problem}." : null)
            .Append(
                patterns.Count > Core.Attribution.TextPatterns.Most
                    ? $"{key} may have {Core.Attribution.TextPatterns.Most} patterns, but has {patterns.Count}."
                    : null
            )
            .OfType<string>();
    }

    /// <summary>A pattern may hold any comma, so that a text is one pattern.</summary>
    private static string[] Read(IConfiguration section, IEnumerable<string> entries) =>
        [.. entries.Prepend(section[Name] ?? "").Where(pattern => !string.IsNullOrWhiteSpace(pattern))];
}
