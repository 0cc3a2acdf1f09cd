using Bridge.Simulation.Load;

namespace Bridge.Simulation;

public class HistogramTests
{
    [TestCase(0.5, 5000)]
    [TestCase(0.95, 9500)]
    [TestCase(0.99, 9900)]
    [TestCase(1, 10000)]
    public void A_percentile_is_right_to_two_percent(double part, double milliseconds)
    {
        var histogram = new Histogram();
        for (var i = 1; i <= 10_000; i++)
        {
            histogram.Record(TimeSpan.FromMilliseconds(i));
        }

        Assert.That(histogram.Percentile(part).TotalMilliseconds, Is.EqualTo(milliseconds).Within(4).Percent);
        Assert.That(
            histogram.Percentile(part).TotalMilliseconds,
            Is.GreaterThanOrEqualTo(milliseconds).Or.EqualTo(histogram.Max.TotalMilliseconds)
        );
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(63)]
    [TestCase(64)]
    [TestCase(65)]
    [TestCase(127)]
    [TestCase(128)]
    [TestCase(1_000_000)]
    [TestCase(3_600_000_000)]
    public void A_single_duration_is_every_percentile_and_the_longest(long microseconds)
    {
        var histogram = new Histogram();

        histogram.Record(TimeSpan.FromMicroseconds(microseconds));

        Assert.That(histogram.Percentile(0.01), Is.EqualTo(TimeSpan.FromMicroseconds(microseconds)));
        Assert.That(histogram.Max, Is.EqualTo(TimeSpan.FromMicroseconds(microseconds)));
    }

    [Test]
    public void What_took_longer_than_a_limit_is_counted()
    {
        var histogram = new Histogram();
        foreach (var milliseconds in (double[])[1, 900, 1100, 5000])
        {
            histogram.Record(TimeSpan.FromMilliseconds(milliseconds));
        }

        Assert.That(histogram.CountOver(TimeSpan.FromSeconds(1)), Is.EqualTo(2));
    }

    [Test]
    public void Nothing_recorded_is_zero_everywhere()
    {
        var histogram = new Histogram();

        Assert.That((histogram.Percentile(0.99), histogram.Max, histogram.Count), Is.EqualTo((TimeSpan.Zero, TimeSpan.Zero, 0L)));
    }
}
