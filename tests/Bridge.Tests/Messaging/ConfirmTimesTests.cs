using Bridge.Messaging.Broker;
using Bridge.Support;

namespace Bridge.Messaging;

/// <summary>How long a broker is waited for, by how long its confirms took of late.</summary>
internal sealed class ConfirmTimesTests
{
    private static readonly TimeSpan Most = TimeSpan.FromMilliseconds(500);

    private readonly ManualTime _time = new();

    [Test]
    public void Until_enough_is_known_the_setting_counts()
    {
        var times = new ConfirmTimes(Most, _time);

        Add(times, ConfirmTimes.Enough - 1, milliseconds: 5);

        Assert.That(times.Patience, Is.EqualTo(Most));
    }

    [TestCase(1, 25)]
    [TestCase(10, 40)]
    [TestCase(100, 400)]
    [TestCase(1000, 500)]
    public void Once_enough_is_known_four_times_the_slowest_counts_within_bounds(int slowest, int patience)
    {
        var times = new ConfirmTimes(Most, _time);
        times.Add(TimeSpan.FromMilliseconds(slowest));

        Add(times, ConfirmTimes.Enough, milliseconds: 1);

        Assert.That(times.Patience, Is.EqualTo(TimeSpan.FromMilliseconds(patience)));
    }

    [Test]
    public void A_slow_one_counts_at_once_and_is_forgotten_after_two_periods_with_enough_of_others()
    {
        var times = new ConfirmTimes(Most, _time);
        Add(times, ConfirmTimes.Enough, milliseconds: 10);

        times.Add(TimeSpan.FromMilliseconds(50));
        var atOnce = times.Patience;
        _time.Advance(ConfirmTimes.Period);
        Add(times, ConfirmTimes.Enough, milliseconds: 10);
        var remembered = times.Patience;
        _time.Advance(ConfirmTimes.Period);
        Add(times, ConfirmTimes.Enough, milliseconds: 10);

        Assert.That(atOnce, Is.EqualTo(TimeSpan.FromMilliseconds(200)));
        Assert.That(remembered, Is.EqualTo(TimeSpan.FromMilliseconds(200)));
        Assert.That(times.Patience, Is.EqualTo(TimeSpan.FromMilliseconds(40)));
    }

    [Test]
    public void While_nothing_is_confirmed_nothing_is_forgotten()
    {
        var times = new ConfirmTimes(Most, _time);
        Add(times, ConfirmTimes.Enough, milliseconds: 10);

        _time.Advance(100 * ConfirmTimes.Period);

        Assert.That(times.Patience, Is.EqualTo(TimeSpan.FromMilliseconds(40)));
    }

    private static void Add(ConfirmTimes times, int count, int milliseconds)
    {
        for (var number = 0; number < count; number++)
        {
            times.Add(TimeSpan.FromMilliseconds(milliseconds));
        }
    }
}
