using Bridge.Support;

namespace Bridge.Receiving;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class BytesInFlightTests
{
    private const int Share = 100;
    private readonly ManualTime _clock = new();
    private readonly BytesInFlight _all;

    public BytesInFlightTests() => _all = new BytesInFlight(8 * Share, Share, _clock);

    [Test]
    public void The_body_of_which_nothing_comes_gives_way_before_an_older_one_that_comes_steadily()
    {
        var (steady, _) = Begin(400);
        var (idle, _) = Begin(400);
        _clock.Advance(UnfinishedBodies.Pause);
        _all.Touch(steady);

        Assert.That(_all.TryReserve(new Reservation(false), 300), Is.True);
        Assert.That((steady.IsGivenUp, idle.IsGivenUp), Is.EqualTo((false, true)));
    }

    [Test]
    public void A_byte_now_and_then_is_no_way_to_keep_the_memory()
    {
        var (dripping, _) = Begin(800);
        for (var waited = TimeSpan.Zero; waited < UnfinishedBodies.Grace; waited += UnfinishedBodies.Pause / 2)
        {
            Assert.That(dripping.IsGivenUp || _all.TryReserve(new Reservation(false), 1), Is.False);
            _clock.Advance(UnfinishedBodies.Pause / 2);
            _all.Touch(dripping);
        }

        Assert.That((_all.TryReserve(new Reservation(false), 1), dripping.IsGivenUp), Is.EqualTo((true, true)));
    }

    [Test]
    public void The_body_that_is_read_for_longest_gives_way_and_its_memory_is_free_at_once()
    {
        var (first, firstReading) = Begin(400);
        var (_, secondReading) = Begin(400);
        _clock.Advance(UnfinishedBodies.Grace);

        var hasRoom = _all.TryReserve(new Reservation(false), 300);

        Assert.That(
            (hasRoom, first.IsGivenUp, firstReading.IsCancellationRequested, secondReading.IsCancellationRequested),
            Is.EqualTo((true, true, true, false))
        );
        Assert.That(_all.Reserved, Is.EqualTo(700));
    }

    [Test]
    public void What_has_given_way_is_not_given_back_twice_and_gets_nothing_more()
    {
        var (first, _) = Begin(800);
        _clock.Advance(UnfinishedBodies.Grace);
        _all.TryReserve(new Reservation(false), 300);

        _all.Release(first, 800);

        Assert.That((_all.Reserved, _all.TryReserve(first, 1)), Is.EqualTo((300, false)));
    }

    [Test]
    public void A_body_that_has_just_begun_and_one_that_has_ended_do_not_give_way()
    {
        var (ended, _) = Begin(400);
        _clock.Advance(UnfinishedBodies.Grace);
        _all.End(ended);
        var (young, _) = Begin(400);

        Assert.That(_all.TryReserve(new Reservation(false), 1), Is.False);
        Assert.That((ended.IsGivenUp, young.IsGivenUp), Is.EqualTo((false, false)));
    }

    [Test]
    public void A_body_never_takes_the_memory_of_itself()
    {
        var (only, _) = Begin(700);
        _clock.Advance(UnfinishedBodies.Grace);

        Assert.That((_all.TryReserve(only, 700), only.IsGivenUp, _all.Reserved), Is.EqualTo((false, false, 700)));
    }

    [Test]
    public void Addresses_that_keep_failing_share_a_small_part_and_take_it_from_each_other_alone()
    {
        var (other, _) = Begin(400);
        _clock.Advance(UnfinishedBodies.Grace);
        var begun = Enumerable.Range(0, 50).Select(_ => Begin(Share / 4, isFailing: true)).ToList();

        Assert.That(begun.Count(one => !one.Mine.IsGivenUp), Is.EqualTo(4));
        Assert.That((_all.ReservedByFailing, other.IsGivenUp), Is.EqualTo((Share, false)));
    }

    [Test]
    public void When_all_is_used_up_addresses_that_keep_failing_give_way_first()
    {
        var (normal, _) = Begin(700);
        var (failing, _) = Begin(Share, isFailing: true);
        _clock.Advance(UnfinishedBodies.Grace);

        Assert.That(_all.TryReserve(new Reservation(false), Share), Is.True);
        Assert.That((normal.IsGivenUp, failing.IsGivenUp), Is.EqualTo((false, true)));
    }

    private (Reservation Mine, CancellationTokenSource Reading) Begin(int bytes, bool isFailing = false)
    {
        var (mine, reading) = (new Reservation(isFailing), new CancellationTokenSource());
        Assert.That(_all.TryReserve(mine, bytes), Is.True);
        _all.Begin(mine, reading);
        return (mine, reading);
    }
}
