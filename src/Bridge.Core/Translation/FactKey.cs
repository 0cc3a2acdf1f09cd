using System.Text;
using Bridge.Core.Json;
using Bridge.Core.Webhooks;

namespace Bridge.Core.Translation;

/// <summary>Natural keys of facts that Meta gives no id to.</summary>
internal static class FactKey
{
    private const int LongestWord = 64;

    /// <summary>
    /// A hash over the entry and what it says: Meta's repetition is the same fact, the same news a month later another. The entry's time
    /// counts only for what has none of its own: it is when Meta sent the webhook.
    /// </summary>
    /// <param name="said">Whatever differs in it is another fact; only the order of members is none of it.</param>
    public static string Hash(Change change, JsonView said) =>
        said.Hash($"{change.EntryId}\n{(said["timestamp"u8].Exists ? null : change.EntryTime.Id)}\n");

    /// <summary>
    /// A name as a part of an event's name: <c>LeadSubmitted</c>, <c>LEAD_SUBMITTED</c> and <c>lead submitted</c> are all
    /// <c>lead_submitted</c>.
    /// </summary>
    public static string Word(string? name)
    {
        var word = new StringBuilder();
        var previous = '_';
        foreach (var c in (name ?? "").AsSpan(0, Math.Min(name?.Length ?? 0, LongestWord)))
        {
            if (char.IsAsciiLetterUpper(c) && (char.IsAsciiLetterLower(previous) || char.IsAsciiDigit(previous)))
            {
                word.Append('_');
            }

            if (char.IsAsciiLetterOrDigit(c))
            {
                word.Append(char.ToLowerInvariant(c));
            }
            else if (word.Length > 0 && word[^1] != '_')
            {
                word.Append('_');
            }

            previous = c;
        }

        var trimmed = word.ToString().TrimEnd('_');
        return trimmed.Length == 0 ? "unknown" : trimmed;
    }
}
