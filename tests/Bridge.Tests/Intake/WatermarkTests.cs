using Bridge.Storage;

namespace Bridge.Intake;

/// <summary>Up to when silence is a fact, from what processes tell of themselves.</summary>
public class WatermarkTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Test]
    public void It_is_the_least_of_what_all_tell() =>
        Assert.That(Find(Receiver(10, clear: 30), Receiver(12, clear: 25), Forwarder(1, clear: 6)), Is.EqualTo(Ago(30)));

    [Test]
    public void A_forwarder_that_holds_an_old_message_keeps_it_back() =>
        Assert.That(Find(Receiver(10, clear: 30), Forwarder(1, clear: 6), Forwarder(2, clear: 4000)), Is.EqualTo(Ago(4000)));

    [Test]
    public void A_receivers_word_counts_once_every_forwarder_has_said_what_it_holds_since() =>
        Assert.That(Find(Receiver(10, clear: 30, before: 70, clearBefore: 90), Forwarder(1, 6), Forwarder(40, 46)), Is.EqualTo(Ago(90)));

    [Test]
    public void Until_then_it_cannot_be_told() => Assert.That(Find(Receiver(10, clear: 30), Forwarder(40, clear: 46)), Is.Null);

    [Test]
    public void Without_a_receiver_that_tells_it_cannot_be_told() =>
        Assert.That(Find(Forwarder(1, clear: 6), Receiver(10, clear: 15) with { IsLeaving = true }), Is.Null);

    [Test]
    public void A_receiver_that_is_silent_may_have_something_in_its_spool() =>
        Assert.That(Find(Receiver(10, clear: 30), Receiver(7200, clear: 7230), Forwarder(1, clear: 6)), Is.EqualTo(Ago(7230)));

    [Test]
    public void One_that_is_silent_for_a_day_is_gone() =>
        Assert.That(Find(Receiver(10, clear: 30), Receiver(90_000, clear: 90_030), Forwarder(1, clear: 6)), Is.EqualTo(Ago(30)));

    [Test]
    public void After_the_broker_was_away_for_thirty_hours_everybody_is_waited_for() =>
        Assert.That(
            Watermark.Of(
                new Heartbeats(Now, [Receiver(3, clear: 108_000), Receiver(108_000, clear: 108_030), Forwarder(0, clear: 5)]),
                Day,
                consumesFor: TimeSpan.FromSeconds(10)
            ),
            Is.EqualTo(Ago(108_030))
        );

    [Test]
    public void Whoever_said_goodbye_is_waited_for_a_minute_more()
    {
        var leaving = Forwarder(30, clear: 600) with { IsLeaving = true };

        Assert.That(Find(Receiver(40, clear: 60), Forwarder(1, clear: 6), leaving), Is.EqualTo(Ago(600)));
        Assert.That(Find(Receiver(40, clear: 60), Forwarder(1, clear: 6), leaving with { At = Ago(61) }), Is.EqualTo(Ago(60)));
    }

    private static DateTimeOffset? Find(params HeartbeatRow[] rows) => Watermark.Of(new Heartbeats(Now, rows), Day, TimeSpan.FromHours(1));

    private static HeartbeatRow Forwarder(int age, int clear) => Row(HeartbeatRole.Forward, age, clear, null, null);

    private static HeartbeatRow Receiver(int age, int clear, int? before = null, int? clearBefore = null) =>
        Row(HeartbeatRole.Receive, age, clear, before, clearBefore);

    private static HeartbeatRow Row(string role, int age, int clear, int? before, int? clearBefore) =>
        new(
            role,
            $"{age}",
            Ago(age),
            Ago(clear),
            before is { } then ? Ago(then) : null,
            clearBefore is { } until ? Ago(until) : null,
            IsLeaving: false
        );

    private static DateTimeOffset Ago(int seconds) => Now.AddSeconds(-seconds);
}
