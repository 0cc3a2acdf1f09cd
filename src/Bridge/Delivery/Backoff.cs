namespace Bridge.Delivery;

/// <summary>
/// How long to wait after a failure: exponential with full jitter, so that many Bridges do not return at the same moment.
/// </summary>
/// <param name="random">Must be safe to use from several threads, as <see cref="Random.Shared"/> is.</param>
internal sealed class Backoff(Random random)
{
    /// <summary>The most the first wait can be.</summary>
    public static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    /// <summary>The most any wait can be, unless the collector asks for more.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <param name="failures">How many failures in a row, this one included: 1 or more.</param>
    /// <param name="retryAfter">What the collector asked for; the wait is never shorter.</param>
    public TimeSpan Delay(int failures, TimeSpan? retryAfter = null)
    {
        var jittered = Ceiling(failures) * random.NextDouble();
        return retryAfter > jittered ? retryAfter.Value : jittered;
    }

    /// <summary>The most the wait can be after so many failures in a row.</summary>
    public static TimeSpan Ceiling(int failures) =>
        failures > 16 || First * Math.Pow(2, failures - 1) > Longest ? Longest : First * Math.Pow(2, failures - 1);
}
