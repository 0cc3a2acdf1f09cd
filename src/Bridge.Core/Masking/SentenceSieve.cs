using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Bridge.Core.Events;
using Bridge.Core.Translation;

namespace Bridge.Core.Masking;

/// <summary>
/// Of a sentence the words that refusals are made of, the names that Bridge declares, and whole the sentences of the contract, which say
/// nothing of a person. Every other word is blind, and so are numbers once there are as many digits as a telephone number has.
/// </summary>
internal static partial class SentenceSieve
{
    /// <summary>What stands in place of what is hidden.</summary>
    public const string Blind = "•••••";

    private const int TellingDigits = 7;
    private const int LongestNumber = 4;

    private static readonly FrozenSet<string> Words = """
        a an the of in at to for on by from with without and or not no nor than as is are was were be been has have had holds hold
        must may cannot can could should does do did it its this that there which what where when while until more most less least only all
        any each every one other already again yet too so such if but instead up
        say says action address automatic book call current echo edit feedback group maxitems neither nobody nothing payment
        preference previous receipt receiving reference resume signup standby stop tracking update watermark
        error errors invalid valid missing required unknown unexpected unsupported malformed empty null absent wrong bad failed failure
        fails
        refused rejected denied forbidden unauthorized unauthorised unauthenticated authentication authorization found exists allowed
        permitted accepted expected got received given supplied provided ignored skipped duplicate duplicated repeated
        too large long short small big many few maximum minimum limit limits exceeds exceeded exceed longer shorter larger smaller greater
        length size bytes byte characters character digits items item elements element entries entry members member depth nested nests deep
        string text number integer float decimal boolean bool flag object array list type types format value values
        date time datetime timestamp timezone utc iso past future old older new newer expired earlier later
        property properties field fields key keys name names id ids index path schema contract validation validate additional
        event events batch batches track webhook webhooks message messages status statuses change changes version
        request response answer body header headers content json syntax parse parsed parsing unreadable readable
        well-formed formed token position line column character
        server service internal unavailable timeout timed out rate limited quota try retry please contact support see still
        http https method url uri route resource endpoint media
        write read write-key writekey api user users userid account project source destination collector
        broker queue spool store database forwarder receiver bridge meta
        translator translated recognised recognized unrecognised known raise replay setting kept keptby column row table
        constraint violates check unique encoding utf utf-8 surrogate control decoded deserialised
        bad-request unprocessable true false code codes detail details title reason description problem problems ok success
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Names = EventCatalogue
        .All.SelectMany(definition =>
            definition.Properties.SelectMany(property => property.Members.Prepend(property)).Select(property => property.Name)
        )
        .Where(name => !name.StartsWith('<'))
        .Concat(EventCatalogue.All.Select(definition => definition.Name))
        .Concat(["eventId", "userId", "userIds", "phoneNumberId", "businessAccountId", "channel", "context", "library", "anonymousId"])
        .Concat(["phone", "bsuid", "parentBsuid", "username"])
        .Concat(CaptureContract.Names)
        .Concat(["statusCode", "instancePath", "Receiving:MaxItems", "writeKey"])
        .ToFrozenSet();

    /// <summary>Whether a word, or a path of words such as <c>batch[0].properties.messageId</c>, is one of those.</summary>
    public static bool IsKnown(string name) =>
        Words.Contains(name)
        || Names.Contains(name)
        || (!HasTellingDigits(name) && Parts().Split(name).All(part => part.Length == 0 || IsPart(part)));

    /// <summary>The longest first, for one may be the beginning of another.</summary>
    private static readonly string[] Sentences =
    [
        .. CaptureContract.Sentences.Concat(CaptureProblem.Sentences).OrderByDescending(sentence => sentence.Length),
    ];

    public static string Show(string text) =>
        Array.Find(Sentences, sentence => text.Contains(sentence, StringComparison.Ordinal)) is { } own
            ? string.Join(own, text.Split(own).Select(Show))
            : ShowWords(text);

    private static string ShowWords(string text)
    {
        var hidesNumbers = HasTellingDigits(text);
        return Blinds()
            .Replace(
                Tokens().Replace(text, token => IsShown(token, hidesNumbers) ? token.Value : SentenceSieve.Blind),
                SentenceSieve.Blind
            );
    }

    private static bool IsShown(Match token, bool hidesNumbers) =>
        token.Groups["quoted"] is { Success: true } quoted
            ? Names.Contains(quoted.Value) || quoted.Length == 0
            : (!hidesNumbers || !token.Value.Any(char.IsDigit)) && IsKnown(token.Value.TrimEnd('.', '-', ':'));

    private static bool HasTellingDigits(string text) => text.Count(char.IsDigit) >= TellingDigits;

    private static bool IsPart(string part) =>
        Words.Contains(part) || Names.Contains(part) || (part.Length <= LongestNumber && part.All(char.IsAsciiDigit));

    /// <summary>
    /// What stands in double quotes is mostly repeated from elsewhere, and is shown as a name or not at all; else words with what joins
    /// their parts, and whatever is neither ASCII punctuation nor space.
    /// </summary>
    [GeneratedRegex(
        """
            "(?<quoted>[^"]*)"|[\p{L}\p{M}\p{N}_@+](?:[\p{L}\p{M}\p{N}_@.:/\[\]-]*[\p{L}\p{M}\p{N}_@\]])?|[^\x00-\x7F]+
            """,
        RegexOptions.IgnorePatternWhitespace,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Tokens();

    [GeneratedRegex(@"[.:/\[\]]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parts();

    /// <summary>A run of blind words is one: how many words somebody wrote is nobody's business.</summary>
    [GeneratedRegex(@"•••••(?:[^\p{L}\p{N}•]{0,3}•••••)+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blinds();
}
