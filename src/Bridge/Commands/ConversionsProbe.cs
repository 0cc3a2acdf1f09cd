using Bridge.Delivery;
using Bridge.Storage;
using Bridge.Telemetry;

namespace Bridge.Commands;

/// <summary>
/// Asks Meta whether the token may write to the dataset, with an empty post: that creates nothing, and Meta misses the events in it only
/// where all else is well.
/// </summary>
internal static class ConversionsProbe
{
    /// <summary>What Meta says of a post with nothing in it.</summary>
    private const string MissingEvents = "error 100";

    public static IEnumerable<SelfCheck> ChecksFor(Destinations destinations, IConversionsApi api) =>
        destinations.Find(ConversionCopy.Destination) is { } meta
            ? [new SelfCheck("conversions", async cancellationToken => Judge(await api.TellAsync(meta, [], cancellationToken), meta.Url))]
            : [];

    internal static SelfCheckResult Judge(CollectorAnswer answer, Uri target) =>
        answer.Status is null
            ? new($"{target} cannot be reached: {answer.Summary}", "Let this machine reach Attribution:GraphUrl.")
            : ConversionVerdicts.Of(answer, posted: 0) switch
            {
                Verdict.Taken => new("Meta answers, and the token may write to the dataset"),
                Verdict.Refused when answer.Cause?.StartsWith(MissingEvents, StringComparison.Ordinal) == true => new(
                    "Meta answers, and the token may write to the dataset"
                ),
                Verdict.Wait => new($"Meta answers {answer.Summary}", "It is asked again later by itself.") { IsWarning = true },
                _ when !ConversionVerdicts.IsOfMeta(answer) => new(
                    $"{target} answers {answer.Summary}, and not as Meta does",
                    "Set Attribution:GraphUrl to the address of Meta's Graph API, or mend the proxy before it."
                ),
                _ => new(
                    $"Meta answers {answer.Summary}: it does not take conversions from this token",
                    $"{Sentence(DestinationWords.Cure(ConversionCopy.Destination))}: the token needs whatsapp_business_manage_events."
                ),
            };

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
