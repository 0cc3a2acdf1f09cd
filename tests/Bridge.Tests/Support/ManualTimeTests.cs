namespace Bridge.Support;

internal sealed class ManualTimeTests
{
    [Test]
    public async Task Timers_fire_in_order_each_at_its_own_time_and_only_when_time_is_advanced()
    {
        var time = new ManualTime();
        var start = time.GetUtcNow();
        var fired = new List<TimeSpan>();
        await using var late = time.CreateTimer(
            _ => fired.Add(time.GetUtcNow() - start),
            null,
            TimeSpan.FromSeconds(5),
            Timeout.InfiniteTimeSpan
        );
        await using var periodic = time.CreateTimer(
            _ => fired.Add(time.GetUtcNow() - start),
            null,
            TimeSpan.FromSeconds(2),
            TimeSpan.FromSeconds(2)
        );

        time.Advance(TimeSpan.FromSeconds(6.5));

        Assert.That(string.Join(' ', fired.Select(span => span.TotalSeconds)), Is.EqualTo("2 4 5 6"));
        Assert.That(time.Timers, Is.EqualTo(new[] { TimeSpan.FromSeconds(1.5) }));
        Assert.That(time.GetElapsedTime(start.UtcTicks), Is.EqualTo(TimeSpan.FromSeconds(6.5)));
    }

    [Test]
    public void A_delay_ends_when_its_time_has_come()
    {
        var time = new ManualTime();
        var delay = Task.Delay(TimeSpan.FromHours(1), time, CancellationToken.None);
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.That(delay.IsCompleted, Is.False);

        time.Advance(TimeSpan.FromMinutes(1));

        Assert.That(delay.IsCompletedSuccessfully, Is.True);
        Assert.That(time.Timers, Is.Empty);
    }
}
