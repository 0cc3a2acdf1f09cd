namespace Bridge.Delivery;

/// <summary>What an answer of the collector means for the events that were posted.</summary>
internal enum Verdict
{
    /// <summary>They are done.</summary>
    Taken,

    /// <summary>At least one of them is at fault: split, and a single one is dead.</summary>
    Refused,

    /// <summary>Together, or alone, they are too many bytes: split, and a single one is dead.</summary>
    TooLarge,

    /// <summary>The collector or the way to it is at fault: everything for it waits.</summary>
    Wait,

    /// <summary>The key or the address is at fault: everything waits until somebody corrects it.</summary>
    Pause,
}

internal static class Verdicts
{
    public static Verdict Of(CollectorAnswer answer) =>
        answer.Status switch
        {
            null => Verdict.Wait,
            >= 200 and <= 299 => Verdict.Taken,
            401 or 403 or 404 => Verdict.Pause,
            408 or 425 or 429 => Verdict.Wait,
            413 => Verdict.TooLarge,
            501 => Verdict.Refused,
            >= 500 and <= 599 => Verdict.Wait,
            _ => Verdict.Refused,
        };
}
