namespace Bridge.Simulation.Load;

/// <summary>A stateless random number generator: what it gives is a function of what it is asked for, so nothing is remembered.</summary>
internal static class Dice
{
    /// <summary>SplitMix64.</summary>
    public static ulong Roll(long seed, long number, int salt)
    {
        var z = unchecked(((ulong)seed * 0x9E3779B97F4A7C15) + ((ulong)number * 0xD1B54A32D192ED03) + ((ulong)salt * 0x8CB92BA72F3D8DD7));
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        return z ^ (z >> 31);
    }

    public static T Pick<T>(ReadOnlySpan<T> among, ulong roll) => among[(int)(roll % (ulong)among.Length)];

    /// <summary>A duration as people take them: mostly near the median, now and then many times as long.</summary>
    /// <param name="spread">The standard deviation of its logarithm.</param>
    public static TimeSpan Delay(Random random, double medianSeconds, double spread)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return TimeSpan.FromSeconds(medianSeconds * Math.Exp(spread * normal));
    }
}
