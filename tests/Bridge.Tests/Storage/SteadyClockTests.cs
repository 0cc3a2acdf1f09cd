using Bridge.Support;
using Bridge.Telemetry;

namespace Bridge.Storage;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SteadyClockTests
{
    private readonly ManualTime _time = new();
    private readonly SteadyClock _clock;
    private readonly DateTimeOffset _start;

    public SteadyClockTests() => (_clock, _start) = (new SteadyClock(_time), _time.GetUtcNow());

    [Test]
    public void Time_passes_and_setting_the_clock_does_not_move_it()
    {
        _time.Set(TimeSpan.FromDays(-400));
        _time.Advance(TimeSpan.FromSeconds(5));
        _time.Set(TimeSpan.FromDays(800));

        Assert.That(_clock.Now, Is.EqualTo(_start.AddSeconds(5)));
    }

    [TestCase(-400)]
    [TestCase(0)]
    [TestCase(400)]
    public void What_was_stamped_before_or_after_the_clock_was_set_is_as_old_as_it_is(int days)
    {
        var before = _time.GetUtcNow();
        _time.Set(TimeSpan.FromDays(days));
        var after = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromHours(1));

        Assert.That((_clock.AgeOf(before), _clock.AgeOf(after)), Is.EqualTo((TimeSpan.FromHours(1), TimeSpan.FromHours(1))));
    }

    [Test]
    public void What_lies_ahead_of_both_clocks_is_new() => Assert.That(_clock.AgeOf(_start.AddYears(1)), Is.EqualTo(TimeSpan.Zero));

    [TestCase(-400)]
    [TestCase(400)]
    public void Its_moments_are_told_by_the_clock_as_it_goes_now(int days)
    {
        var due = _clock.Now.AddSeconds(30);

        _time.Set(TimeSpan.FromDays(days));

        Assert.That(_clock.OnTheWall(due), Is.EqualTo(_time.GetUtcNow().AddSeconds(30)));
    }
}
