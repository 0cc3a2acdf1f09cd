using Bridge.Configuration;

namespace Bridge.DeadLetters.Replays;

/// <summary>What a replay can be expected to come to.</summary>
/// <param name="Readable">Of what is no event; null when all are events.</param>
/// <param name="Collectors">The collectors that take events, in a sentence each; of the others the plan warns.</param>
/// <param name="PerSecond">What replays, or else live traffic, achieved lately; null when nothing is known.</param>
/// <param name="First">The dead letter to send alone first; null when there is but one.</param>
internal sealed record ReplayForecast(ReadableShare? Readable, IReadOnlyList<string> Collectors, double? PerSecond, long? First)
{
    /// <summary>What can be expected of so many dead letters, in sentences.</summary>
    public IEnumerable<string> InWords(long count)
    {
        if (Readable is { } share)
        {
            yield return share.InWords;
        }

        foreach (var collector in Collectors)
        {
            yield return collector;
        }

        yield return PerSecond is { } rate
            ? $"It takes about {Duration.Write(RoundUp(count / rate))}, at {rate:0.#} a second as lately."
            : "How long it takes is not known: nothing was delivered lately.";
    }

    private static TimeSpan RoundUp(double seconds) =>
        seconds < 120 ? TimeSpan.FromSeconds(Math.Ceiling(seconds)) : TimeSpan.FromMinutes(Math.Ceiling(seconds / 60));
}

/// <summary>How much of the newest that is no event today's translator can read.</summary>
internal sealed record ReadableShare(int Looked, int Readable)
{
    public string InWords =>
        Readable == Looked ? $"Today's Bridge reads what was no event ({Looked} looked at)."
        : Readable == 0 ? $"Today's Bridge reads none of what was no event ({Looked} looked at): it dies again."
        : $"Of what was no event today's Bridge reads {Readable} of the newest {Looked}; the others die again.";
}
