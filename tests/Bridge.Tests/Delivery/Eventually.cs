using System.Diagnostics;

namespace Bridge.Delivery;

/// <summary>Waits for a condition instead of sleeping; fails the test when it does not come true in time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    public static async Task IsTrueAsync(Func<bool> condition, string what)
    {
        var begun = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.That(begun.Elapsed, Is.LessThan(Deadline), $"It never came true that {what}.");
            await Task.Delay(2);
        }
    }
}
