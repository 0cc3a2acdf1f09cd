namespace Bridge.Support;

/// <summary>Waiting for what another thread does: as short as it takes, with a deadline that only a failing test reaches.</summary>
internal static class WaitUntil
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(2);

    public static Task TrueAsync(Func<bool> condition, string what) => TrueAsync(() => Task.FromResult(condition()), what);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (!await condition())
        {
            if (deadline.IsCancellationRequested)
            {
                Assert.Fail($"Not within {Deadline.TotalSeconds} s: {what}");
            }

            await Task.Delay(Poll, CancellationToken.None);
        }
    }
}
