using System.Text;
using Bridge.Core.Translation;

namespace Bridge.Core.Masking;

/// <summary>Texts about events, without what may tell of a person.</summary>
internal static class MaskedText
{
    /// <summary>A collector's answer, which may repeat what it refused; or a sentence that says why something is dead.</summary>
    public static string? Answer(string? answer) =>
        answer is null ? null : MaskedJson.Write(Encoding.UTF8.GetBytes(answer), AnswerSieve.Root) ?? SentenceSieve.Show(answer);

    /// <summary>An event's name: one that Bridge knows, of a pattern's last word a known one.</summary>
    public static string EventName(string name) =>
        CapturedSieve.IsKnown(name) ? name
        : EventCatalogue.Find(name) is { } pattern ? $"{pattern.Name[..^1]}{Word(name[(pattern.Name.Length - 1)..])}"
        : SentenceSieve.Blind;

    /// <summary>Whether a search for a name, or for the beginning of one before a <c>*</c>, tells nothing that is masked.</summary>
    public static bool MayBeSought(string name) =>
        name is [.. var beginning, '*']
            ? EventCatalogue.All.Any(known => known.Name.TrimEnd('*').StartsWith(beginning, StringComparison.Ordinal))
            : EventName(name) == name;

    private static string Word(string word) => word.Split('_').All(SentenceSieve.IsKnown) ? word : SentenceSieve.Blind;
}
