using System.Text.RegularExpressions;
using Bridge.Core.Masking;
using Bridge.Identity;
using Bridge.Storage;

namespace Bridge.DeadLetters.Masking;

/// <summary>
/// What is shown of dead letters to who looks masked. It permits instead of searching for what tells: whatever is not known to be harmless
/// is blind, so that nothing a person wrote and nothing that identifies one is seen, however it is written.
/// </summary>
internal static partial class DeadLetterMask
{
    /// <summary>What stands in place of what is hidden.</summary>
    public const string Blind = SentenceSieve.Blind;

    /// <summary>Of shorter ids the ends that are kept would be too much.</summary>
    private const int ShortestId = 10;

    /// <summary>
    /// A user id, recognisable to who knows it: <c>+25•••••78</c>. Of a hash as little, since not every one is made with a pepper. An id of
    /// an unknown kind may be a name, and is blind.
    /// </summary>
    public static string User(string userId) =>
        userId is "system" ? userId
        : Hash().IsMatch(userId) ? $"{userId[..2]}{Blind}{userId[^2..]}"
        : UserIds().Match(userId) is { Success: true } found && userId.Length >= ShortestId
            ? $"{found.Groups["kept"].Value}{Blind}{userId[^2..]}"
        : Blind;

    /// <summary>A content as it is stored: an event, or what Meta, the broker or another system sent.</summary>
    public static string Content(string reason, ReadOnlyMemory<byte> content) =>
        DeadReason.IsOfEvents(reason) ? Event(content)
        : reason == DeadReason.Invalid ? MaskedJson.Write(content, CaptureSieve.Of) ?? Blind
        : MaskedJson.Write(content, WebhookSieve.Root) ?? Blind;

    /// <summary>What a dead letter is called (<see cref="DeadReason.ShownName"/>).</summary>
    public static string? Name(string reason, string? name) => DeadReason.ShownName(reason, name);

    /// <summary>A track event.</summary>
    public static string Event(ReadOnlyMemory<byte> content) => MaskedJson.Write(content, EventSieve.Of) ?? Blind;

    /// <summary>The collector's answer, which may repeat what it refused.</summary>
    public static string? Answer(string? answer) => MaskedText.Answer(answer);

    /// <summary>Why something could not be read.</summary>
    public static string? Explanation(string? explanation) => explanation is null ? null : SentenceSieve.Show(explanation);

    /// <summary>The cause of a group of dead letters; null when there is none.</summary>
    public static string? Title(string? answer, string? explanation) => DeadGroup.Normalise(Answer(answer) ?? Explanation(explanation));

    /// <summary>Why an operator did something: their own words, without what may be a person's number or a message's id.</summary>
    public static string? Why(string? why) => why is null ? null : Redaction.Redact(why, _ => Blind, []);

    [GeneratedRegex(@"^[0-9a-f]{64}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hash();

    [GeneratedRegex(
        @"^(?:(?<kept>\+[0-9]{2})[0-9]+|(?<kept>[A-Z]{2}\.)(?:ENT\.)?[A-Za-z0-9]+|(?<kept>messenger:|instagram:)[0-9]+)\z",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex UserIds();
}
