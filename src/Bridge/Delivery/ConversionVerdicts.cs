using System.Text;
using Bridge.Core.Json;

namespace Bridge.Delivery;

/// <summary>
/// What an answer of Meta's Conversions API means: its errors have codes. What stands in between answers in the same shape without them.
/// </summary>
internal static class ConversionVerdicts
{
    /// <summary>Of code 100: there is no such dataset, or not for this token.</summary>
    private const int NoSuchObject = 33;

    /// <summary>The code of an error of which Meta itself knows no more.</summary>
    private const int Unknown = -1;

    /// <param name="posted">How many conversions.</param>
    public static Verdict Of(CollectorAnswer answer, int posted)
    {
        if (answer.WasNotPosted)
        {
            return Verdict.Refused;
        }

        if (answer.Text is not { } text || !JsonTape.TryParse(Encoding.UTF8.GetBytes(text), out var tape))
        {
            return OfStatus(answer.Status);
        }

        using (tape)
        {
            return tape.Root["error"u8] is { IsObject: true } error ? OfError(error, answer.Status)
                : answer.Status == 200 && tape.Root["events_received"u8].Integer is { } taken ? OfCount(taken, posted)
                : OfStatus(answer.Status);
        }
    }

    /// <summary>Whether it has Meta's shape: a count, or an error.</summary>
    public static bool IsOfMeta(CollectorAnswer answer)
    {
        if (answer.Text is not { } text || !JsonTape.TryParse(Encoding.UTF8.GetBytes(text), out var tape))
        {
            return false;
        }

        using (tape)
        {
            return tape.Root["error"u8].IsObject || tape.Root["events_received"u8].Exists;
        }
    }

    /// <summary>What the error is, in a few words; null where there is none.</summary>
    public static string? CauseOf(JsonView answer, int posted) =>
        answer["error"u8] is { IsObject: true } error
            ? error["code"u8].Integer is { } code
                ? $"error {code}{(error["error_subcode"u8].Integer is { } subcode ? $", subcode {subcode}" : "")}"
                : null
            : answer["events_received"u8].Integer is { } taken && taken < posted
                ? $"{taken} of {posted} taken"
                : null;

    /// <remarks>Which of them are missing is found by posting fewer; those that were taken are counted once, by their ids.</remarks>
    private static Verdict OfCount(long taken, int posted) => taken >= posted ? Verdict.Taken : Verdict.Refused;

    /// <remarks>An event is at fault only where Meta says so, with a code and the status for that: nothing dies of an outage.</remarks>
    private static Verdict OfError(JsonView error, int? status) =>
        (error["code"u8].Integer, error["error_subcode"u8].Integer) switch
        {
            _ when error["is_transient"u8].Flag == true || OfStatus(status) == Verdict.Wait => Verdict.Wait,
            (Unknown, _) => Verdict.Wait,
            (1 or 2 or 4 or 17 or 32 or 341 or 368 or 613 or (>= 80000 and <= 80014), _) => Verdict.Wait,
            (10 or 102 or 190 or 803 or (>= 200 and <= 299), _) or (100, NoSuchObject) => Verdict.Pause,
            (not null, _) when status is 200 or 400 => Verdict.Refused,
            _ => OfStatus(status),
        };

    /// <summary>What does not answer as Meta does is not Meta, unless it is out of order.</summary>
    private static Verdict OfStatus(int? status) =>
        status switch
        {
            null or 408 or 425 or 429 or >= 500 => Verdict.Wait,
            413 => Verdict.TooLarge,
            _ => Verdict.Pause,
        };
}
