using System.Text;
using System.Text.RegularExpressions;
using Bridge.Core.Translation;

namespace Bridge.Core.Masking;

/// <summary>Texts about events, without what may tell of a person.</summary>
internal static partial class MaskedText
{
    /// <summary>A collector's answer, which may repeat what it refused; or a sentence that says why something is dead.</summary>
    public static string? Answer(string? answer) =>
        answer is null ? null : MaskedJson.Write(Encoding.UTF8.GetBytes(answer), AnswerSieve.Root) ?? SentenceSieve.Show(answer);

    /// <summary>An event's name: one that Bridge knows, of a pattern's last word a known one.</summary>
    public static string EventName(string name) =>
        CapturedSieve.IsKnown(name) ? name
        : EventCatalogue.Find(name) is { } pattern ? $"{pattern.Name[..^1]}{Word(name[(pattern.Name.Length - 1)..])}"
        : SentenceSieve.Blind;

    /// <summary>What an unknown webhook came under: written as Meta writes fields, with no number that could be a person's.</summary>
    public static string FieldName(string name) => FieldNames().IsMatch(name) ? name : SentenceSieve.Blind;

    /// <summary>Whether a search for a name, or for the beginning of one before a <c>*</c>, tells nothing that is masked.</summary>
    public static bool MayBeSought(string name) =>
        name is [.. var beginning, '*']
            ? EventCatalogue.All.Any(known => known.Name.TrimEnd('*').StartsWith(beginning, StringComparison.Ordinal))
            : EventName(name) == name;

    /// <summary>Such as <c>message_template_quality</c>, <c>object page</c>, <c>messenger reaction</c> and <c>(no field)</c>.</summary>
    [GeneratedRegex(
        @"^(?=[^0-9]*(?:[0-9][^0-9]*){0,4}\z)(?:\(no field\)|(?:(?:object|messenger|instagram) )?[a-z0-9]+(?:_[a-z0-9]+)*)\z",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex FieldNames();

    private static string Word(string word) => word.Split('_').All(SentenceSieve.IsKnown) ? word : SentenceSieve.Blind;
}
