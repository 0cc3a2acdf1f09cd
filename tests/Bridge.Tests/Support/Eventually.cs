namespace Bridge.Support;

/// <summary>Waits for what other threads bring about: as short as it takes, with a deadline that only a failing test reaches.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan FirstInterval = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromMilliseconds(30);

    /// <summary>Returns once the condition holds; after the deadline the test fails.</summary>
    public static Task HoldsAsync(Func<bool> condition, string what) => HoldsAsync(() => Task.FromResult(condition()), what);

    /// <inheritdoc cref="HoldsAsync(Func{bool}, string)"/>
    public static Task HoldsAsync(Func<Task<bool>> condition, string what) => HoldsAsync(condition, what, Deadline);

    /// <inheritdoc cref="HoldsAsync(Func{bool}, string)"/>
    /// <param name="longest">The deadline.</param>
    public static Task HoldsAsync(Func<Task<bool>> condition, string what, TimeSpan longest) => HoldsAsync(condition, () => what, longest);

    /// <inheritdoc cref="HoldsAsync(Func{bool}, string)"/>
    /// <param name="what">Asked when it does not hold in time: what is still missing.</param>
    public static Task HoldsAsync(Func<Task<bool>> condition, Func<string> what) => HoldsAsync(condition, what, Deadline);

    private static async Task HoldsAsync(Func<Task<bool>> condition, Func<string> what, TimeSpan longest)
    {
        using var deadline = new CancellationTokenSource(longest);
        for (var interval = FirstInterval; !await condition(); interval = Longer(interval))
        {
            Assert.That(deadline.IsCancellationRequested, Is.False, "still not: " + what());
            await Task.Delay(interval, CancellationToken.None);
        }
    }

    /// <summary>To ask is work too, for a machine on which others wait.</summary>
    private static TimeSpan Longer(TimeSpan interval) => interval * 1.2 < LongestInterval ? interval * 1.2 : LongestInterval;
}
