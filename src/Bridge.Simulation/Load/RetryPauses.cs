namespace Bridge.Simulation.Load;

/// <summary>
/// When Meta tries again: at once, and then after growing pauses. Its own go on for seven days; here they stop growing at half a minute.
/// </summary>
internal static class RetryPauses
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <param name="failures">How many attempts failed so far, 1 at least.</param>
    /// <param name="roll">Spreads the pauses between half and one and a half times their length.</param>
    /// <param name="speed">How many times shorter than that they are.</param>
    public static TimeSpan After(int failures, ulong roll, double speed)
    {
        if (failures == 1)
        {
            return TimeSpan.Zero;
        }

        var pause = Math.Min(Longest.TotalSeconds, Math.Pow(2, Math.Min(failures - 2, 10)));
        return TimeSpan.FromSeconds(pause * (0.5 + (roll % 1000 / 1000d)) / speed);
    }
}
