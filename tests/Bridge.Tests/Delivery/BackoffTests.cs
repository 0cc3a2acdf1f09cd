using FsCheck;
using FsCheck.Fluent;

namespace Bridge.Delivery;

internal sealed class BackoffTests
{
    [TestCase(1, 1)]
    [TestCase(2, 2)]
    [TestCase(3, 4)]
    [TestCase(9, 256)]
    [TestCase(10, 300)]
    [TestCase(1000, 300)]
    [TestCase(int.MaxValue, 300)]
    public void The_most_it_waits_doubles_from_one_second_to_five_minutes(int failures, int seconds)
    {
        Assert.That(Backoff.Ceiling(failures), Is.EqualTo(TimeSpan.FromSeconds(seconds)));
    }

    [TestCase(0.0, 0)]
    [TestCase(0.5, 4)]
    [TestCase(0.75, 6)]
    public void Chance_spreads_the_wait_over_all_of_it(double chance, int seconds)
    {
        var backoff = new Backoff(new FixedRandom(chance));

        var delay = backoff.Delay(failures: 4);

        Assert.That(delay, Is.EqualTo(TimeSpan.FromSeconds(seconds)));
    }

    [Test]
    public void It_stays_within_its_bounds_and_never_below_what_the_collector_asks() =>
        Prop.ForAll<PositiveInt, int, int>(
                (failures, seed, askedSeconds) =>
                {
                    TimeSpan? asked = askedSeconds < 0 ? null : TimeSpan.FromSeconds(askedSeconds % 901);

                    var delay = new Backoff(new Random(seed)).Delay(failures.Get, asked);

                    return delay >= (asked ?? TimeSpan.Zero)
                        && delay.Ticks <= Math.Max(Backoff.Ceiling(failures.Get).Ticks, asked?.Ticks ?? 0);
                }
            )
            .QuickCheckThrowOnFailure();
}
