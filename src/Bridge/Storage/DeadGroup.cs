using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Bridge.Core.Masking;

namespace Bridge.Storage;

/// <summary>
/// What makes dead letters alike: destination, status, reason, event name, and the answer or explanation without what differs from one to
/// the next.
/// </summary>
internal static partial class DeadGroup
{
    /// <summary>How much of an answer tells the cause; what comes behind is mostly the event itself.</summary>
    private const int TellingLength = 200;

    /// <summary>Of a fingerprint. Other lengths are an older version's, made of what not everybody may see: those are made anew.</summary>
    public const int Digits = 12;

    /// <summary>
    /// The fingerprint, in hex: the same over restarts, processes and machines. Of what everybody may see, for who sees a fingerprint could
    /// otherwise try out names and numbers until one fits.
    /// </summary>
    /// <param name="text">The collector's answer, or why it is unreadable.</param>
    public static string Of(string destination, int? status, string reason, string? name, string? text)
    {
        var parts = string.Join('\n', destination, status, reason, DeadReason.ShownName(reason, name), Normalise(MaskedText.Answer(text)));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(parts)))[..Digits];
    }

    public static string Of(DeadEvent dead) => Of(dead.Event.Destination, dead.Status, dead.Reason, dead.Event.Name, dead.Answer);

    public static string? Of(IntakeItem item) =>
        DeadReason.Of(item.Kind) is { } reason ? Of(item.Destination, null, reason, item.Name, item.Reason) : null;

    /// <summary>A text with ids, numbers and times replaced by <c>#</c>, on one line, cut to what tells; null for none.</summary>
    public static string? Normalise(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var start = text.Length <= TellingLength * 4 ? text : text[..(TellingLength * 4)];
        var calm = WhiteSpace().Replace(Particulars().Replace(start, "#"), " ").Trim();
        return calm.Length <= TellingLength ? calm : calm[..TellingLength];
    }

    /// <summary>UUIDs and other long hexadecimal words, message ids, addresses of people, and every number.</summary>
    [GeneratedRegex(
        @"[0-9a-f]{8}-[0-9a-f-]{27}|\bwamid\.[A-Za-z0-9+/=_-]+|\b(?=[0-9a-f]*[0-9])[0-9a-f]{8,}\b|[^\s""'<>@]+@[^\s""'<>@]+|\+?[0-9]+",
        RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Particulars();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WhiteSpace();
}
