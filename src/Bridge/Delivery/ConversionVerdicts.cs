using System.Text;
using Bridge.Core.Json;

namespace Bridge.Delivery;

/// <summary>What an answer of Meta's Conversions API means: its errors have codes, whatever the status.</summary>
internal static class ConversionVerdicts
{
    /// <summary>Of code 100: there is no such dataset, or not for this token.</summary>
    private const int NoSuchObject = 33;

    public static Verdict Of(CollectorAnswer answer)
    {
        if (answer.Text is not { } text || !JsonTape.TryParse(Encoding.UTF8.GetBytes(text), out var tape))
        {
            return OfStatus(answer.Status);
        }

        using (tape)
        {
            return tape.Root["error"u8] is { IsObject: true } error ? OfError(error)
                : answer.Status == 200 && tape.Root["events_received"u8].Integer is > 0 ? Verdict.Taken
                : OfStatus(answer.Status);
        }
    }

    /// <summary>What the error is, in a few words; null where there is none.</summary>
    public static string? CauseOf(JsonView answer) =>
        answer["error"u8] is { IsObject: true } error && error["code"u8].Integer is { } code
            ? $"error {code}{(error["error_subcode"u8].Integer is { } subcode ? $", subcode {subcode}" : "")}"
            : null;

    private static Verdict OfError(JsonView error) =>
        (error["code"u8].Integer, error["error_subcode"u8].Integer) switch
        {
            _ when error["is_transient"u8].Flag == true => Verdict.Wait,
            (1 or 2 or 4 or 17 or 32 or 341 or 368 or 613 or (>= 80000 and <= 80014), _) => Verdict.Wait,
            (10 or 102 or 190 or 803 or (>= 200 and <= 299), _) or (100, NoSuchObject) => Verdict.Pause,
            _ => Verdict.Refused,
        };

    /// <summary>What does not answer as Meta does is not Meta, unless it is out of order.</summary>
    private static Verdict OfStatus(int? status) =>
        status switch
        {
            null or 408 or 425 or 429 or >= 500 => Verdict.Wait,
            413 => Verdict.TooLarge,
            ConversionsApi.NothingToTell => Verdict.Refused,
            _ => Verdict.Pause,
        };
}
