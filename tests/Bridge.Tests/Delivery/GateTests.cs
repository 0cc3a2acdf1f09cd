namespace Bridge.Delivery;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class GateTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Gate _gate = new(new Backoff(new FixedRandom(0.5)), Now);

    [Test]
    public void An_open_gate_lets_everyone_in()
    {
        var first = _gate.TryEnter(Now, out var permit, out _);
        var second = _gate.TryEnter(Now, out _, out _);

        Assert.That((first, second, permit.IsProbe), Is.EqualTo((true, true, false)));
    }

    [Test]
    public void A_failure_closes_it_until_the_backoff_is_over()
    {
        Fail(Now);

        var early = _gate.TryEnter(Now.AddMilliseconds(499), out _, out var again);
        var inTime = _gate.TryEnter(Now.AddMilliseconds(500), out var probe, out _);

        Assert.That((early, again, inTime, probe.IsProbe), Is.EqualTo((false, (TimeSpan?)TimeSpan.FromMilliseconds(1), true, true)));
    }

    [Test]
    public void It_waits_as_long_as_the_collector_asks()
    {
        Fail(Now, retryAfter: TimeSpan.FromSeconds(40));

        Assert.That(_gate.Status.NextTry, Is.EqualTo(Now.AddSeconds(40)));
    }

    [Test]
    public void Each_failed_probe_waits_twice_as_long()
    {
        Fail(Now);
        Fail(_gate.Status.NextTry!.Value);
        var before = _gate.Status.NextTry!.Value;

        Fail(before);

        Assert.That(_gate.Status.NextTry - before, Is.EqualTo(TimeSpan.FromSeconds(2)));
    }

    [Test]
    public void Only_one_probe_is_out_at_a_time()
    {
        Fail(Now);
        _gate.TryEnter(Now.AddSeconds(1), out _, out _);

        var second = _gate.TryEnter(Now.AddHours(1), out _, out var again);

        Assert.That((second, again), Is.EqualTo((false, (TimeSpan?)null)));
    }

    [Test]
    public void A_probe_that_posted_nothing_makes_room_for_the_next()
    {
        Fail(Now);
        _gate.TryEnter(Now.AddSeconds(1), out var probe, out _);
        _gate.Leave(probe);

        Assert.That(_gate.TryEnter(Now.AddSeconds(1), out _, out _), Is.True);
    }

    [TestCase(Verdict.Taken)]
    [TestCase(Verdict.Refused)]
    [TestCase(Verdict.TooLarge)]
    public void Any_answer_about_the_probed_event_itself_opens_it(Verdict verdict)
    {
        Fail(Now);

        var change = Report(verdict, Now.AddSeconds(1));

        Assert.That((change?.State, _gate.Status.NextTry), Is.EqualTo((GateState.Open, (DateTimeOffset?)null)));
    }

    [Test]
    public void Batches_that_fail_together_count_as_one_failure()
    {
        _gate.TryEnter(Now, out var first, out _);
        _gate.TryEnter(Now, out var second, out _);
        _gate.Report(first, Verdict.Wait, "status 503", null, Now);
        _gate.Report(second, Verdict.Wait, "status 503", null, Now);

        Assert.That(_gate.Status.NextTry, Is.EqualTo(Now.AddSeconds(0.5)));
    }

    [Test]
    public void The_longest_wait_asked_of_any_of_them_holds()
    {
        _gate.TryEnter(Now, out var first, out _);
        _gate.TryEnter(Now, out var second, out _);
        _gate.Report(first, Verdict.Wait, "status 503", null, Now);
        _gate.Report(second, Verdict.Wait, "status 429", TimeSpan.FromMinutes(2), Now);

        Assert.That(_gate.Status.NextTry, Is.EqualTo(Now.AddMinutes(2)));
    }

    [Test]
    public void A_collector_that_takes_single_events_and_fails_under_batches_is_asked_ever_more_rarely()
    {
        Fail(Now);
        Report(Verdict.Taken, Now.AddSeconds(1));
        Fail(Now.AddSeconds(1));

        Assert.That(_gate.Status.NextTry, Is.EqualTo(Now.AddSeconds(2)));
    }

    [Test]
    public void A_batch_taken_after_the_probe_forgets_the_failures()
    {
        Fail(Now);
        Report(Verdict.Taken, Now.AddSeconds(1));
        Report(Verdict.Taken, Now.AddSeconds(1));
        Fail(Now.AddSeconds(1));

        Assert.That(_gate.Status.NextTry, Is.EqualTo(Now.AddSeconds(1.5)));
    }

    [Test]
    public void A_refused_key_pauses_it_and_it_is_probed_every_minute()
    {
        var change = Report(Verdict.Pause, Now);
        var again = Report(Verdict.Pause, Now.AddMinutes(1));

        Assert.That(
            (change?.State, again, _gate.Status.NextTry, _gate.Status.Since),
            Is.EqualTo((GateState.Paused, (GateStatus?)null, Now.AddMinutes(2), Now))
        );
    }

    [Test]
    public void A_new_configuration_is_probed_at_once()
    {
        Report(Verdict.Pause, Now);

        _gate.TryNow(Now.AddSeconds(5));

        Assert.That(_gate.TryEnter(Now.AddSeconds(5), out var permit, out _) && permit.IsProbe, Is.True);
    }

    [Test]
    public void An_answer_to_the_old_key_does_not_pause_the_new_one()
    {
        _gate.TryEnter(Now, out var withOldKey, out _);
        _gate.TryNow(Now);

        _gate.Report(withOldKey, Verdict.Pause, "status 401", null, Now);

        Assert.That(_gate.Status.State, Is.EqualTo(GateState.Open));
    }

    [Test]
    public void A_permit_ends_when_the_gate_closes()
    {
        _gate.TryEnter(Now, out var permit, out _);

        Fail(Now);

        Assert.That(_gate.Allows(permit), Is.False);
    }

    [Test]
    public void The_last_success_is_remembered_through_a_failure()
    {
        Report(Verdict.Taken, Now);

        Fail(Now.AddSeconds(1));

        Assert.That(_gate.Status.LastSuccess, Is.EqualTo(Now));
    }

    [Test]
    public void A_gate_that_closes_and_opens_all_the_time_is_told_of_once_a_minute()
    {
        var told = new List<string>();
        for (var second = 0; second < 90; second += 2)
        {
            told.AddRange(Told(second, Verdict.Wait), Told(second + 1, Verdict.Taken), Told(second + 1, Verdict.Taken));
        }

        Assert.That(told.Where(line => line.Length > 0), Is.EqualTo((string[])["0 Waiting", "1 Open", "60 Waiting", "61 Open"]));
    }

    private string Told(int second, Verdict verdict) =>
        Report(verdict, Now.AddSeconds(second)) is { } status ? $"{second} {status.State}" : "";

    private void Fail(DateTimeOffset at, TimeSpan? retryAfter = null) => Report(Verdict.Wait, at, retryAfter);

    private GateStatus? Report(Verdict verdict, DateTimeOffset at, TimeSpan? retryAfter = null)
    {
        Assert.That(_gate.TryEnter(at, out var permit, out _), Is.True);
        return _gate.Report(permit, verdict, "status 503", retryAfter, at);
    }
}
