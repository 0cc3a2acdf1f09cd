using Bridge.Simulation.Load;

namespace Bridge.Simulation;

public class RetryPausesTests
{
    [TestCase(1, 0)]
    [TestCase(2, 1)]
    [TestCase(3, 2)]
    [TestCase(5, 8)]
    [TestCase(7, 30)]
    [TestCase(10_000, 30)]
    public void Meta_tries_again_at_once_and_then_after_growing_pauses(int failures, double seconds)
    {
        Assert.That(RetryPauses.After(failures, roll: 500, speed: 1), Is.EqualTo(TimeSpan.FromSeconds(seconds)));
    }

    [Test]
    public void The_pauses_are_spread_and_shrink_with_the_speed()
    {
        Assert.That(RetryPauses.After(3, roll: 0, speed: 1), Is.EqualTo(TimeSpan.FromSeconds(1)));
        Assert.That(RetryPauses.After(3, roll: 999, speed: 1), Is.EqualTo(TimeSpan.FromSeconds(2.998)));
        Assert.That(RetryPauses.After(3, roll: 500, speed: 10), Is.EqualTo(TimeSpan.FromSeconds(0.2)));
    }
}
