using System.Security.Cryptography;
using System.Text;
using Bridge.Meta;

namespace Bridge.Tracking;

/// <summary>What tells facts apart that Meta gives no id to.</summary>
internal static class Fact
{
    private const int LongestWord = 64;

    /// <summary>A hash over the entry and the very bytes of what it says: Meta's repetition is the same fact, the same news a month later another.</summary>
    public static string Hash(Change change, Json said)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{change.EntryId}\n{change.EntryTime.Text}\n"));
        hash.AppendData(said.Raw.Span);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>What tells one time from another in a natural key: Meta's timestamp, else a hash of what was said.</summary>
    public static string Moment(Json timestamp, Change change, Json said) => timestamp.Text ?? Hash(change, said);

    /// <summary>A name as a part of an event's name: <c>LeadSubmitted</c>, <c>LEAD_SUBMITTED</c> and <c>lead submitted</c> are all <c>lead_submitted</c>.</summary>
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
