using Bridge.Support;

namespace Bridge.Telemetry;

public class LogThrottleTests
{
    [Test]
    public void One_line_a_minute_counts_what_happened_since_the_last()
    {
        var clock = new ManualTime();
        var throttle = new LogThrottle(clock);

        var first = throttle.ShouldLog(out var firstCount);
        var second = throttle.ShouldLog(out _);
        clock.Advance(LogThrottle.Period - TimeSpan.FromTicks(1));
        var third = throttle.ShouldLog(out _);
        clock.Advance(TimeSpan.FromTicks(1));
        var fourth = throttle.ShouldLog(out var fourthCount);

        Assert.That((first, second, third, fourth), Is.EqualTo((true, false, false, true)));
        Assert.That((firstCount, fourthCount), Is.EqualTo((1, 3)));
    }
}
