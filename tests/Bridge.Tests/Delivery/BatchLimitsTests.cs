using Bridge.Core.Events;
using Bridge.Storage;
using FsCheck;
using FsCheck.Fluent;

namespace Bridge.Delivery;

internal sealed class BatchLimitsTests
{
    private static readonly Dictionary<long, string> NoneUnwanted = [];

    [Test]
    public void Small_events_are_cut_after_five_hundred()
    {
        var events = Events.Many(1201).ToArray();

        var batches = BatchLimits.Pack(events, messageIdField: false).ToList();

        Assert.That(string.Join(' ', batches.Select(batch => batch.Count)), Is.EqualTo("500 500 201"));
    }

    [Test]
    public void Large_events_are_cut_before_the_body_grows_too_large()
    {
        var events = Enumerable.Range(1, 30).Select(n => Events.OfSize(n, CaptureContract.MaxEventBytes)).ToArray();

        var batches = BatchLimits.Pack(events, messageIdField: false).ToList();

        Assert.That(string.Join(' ', batches.Select(batch => batch.Count)), Is.EqualTo("14 14 2"));
    }

    [Test]
    public void Events_travel_with_those_that_failed_as_often_and_each_failure_halves_their_batches()
    {
        int[] attempts =
        [
            .. Enumerable.Repeat(0, 10),
            .. Enumerable.Repeat(1, 300),
            .. Enumerable.Repeat(3, 100),
            .. Enumerable.Repeat(40, 2),
        ];
        var events = attempts.Select((failed, n) => Events.Numbered(n) with { Attempts = failed }).ToArray();

        var batches = BatchLimits.Pack(events, messageIdField: false).ToList();

        Assert.That(string.Join(' ', batches.Select(batch => batch.Count)), Is.EqualTo("10 250 50 62 38 1 1"));
    }

    [Test]
    public void Those_that_failed_least_go_first_in_the_order_of_intake()
    {
        int[] attempts = [2, 0, 1, 0];
        var events = attempts.Select((failed, n) => Events.Numbered(n) with { Attempts = failed }).ToArray();

        var (fit, _) = BatchFilter.Sort(events, NoneUnwanted, TimeSpan.FromDays(7), Events.ReceivedAt, _ => TimeSpan.Zero);

        Assert.That(fit, Is.EqualTo((PendingEvent[])[events[1], events[3], events[2], events[0]]));
    }

    [Test]
    public void What_is_claimed_fits_into_one_batch_even_with_message_ids()
    {
        var events = Enumerable.Range(1, 500).Select(n => Events.OfSize(n, BatchLimits.MaxClaimBytes / 500)).ToArray();

        var batches = BatchLimits.Pack(events, messageIdField: true).ToList();

        Assert.That(batches, Has.Count.EqualTo(1));
    }

    [Test]
    public void Batches_hold_every_event_once_in_order_and_never_exceed_count_or_bytes() =>
        Prop.ForAll<NonNegativeInt[], PositiveInt, bool>(
                (sizes, repeat, messageIdField) =>
                {
                    var events = sizes
                        .SelectMany(size => Enumerable.Repeat(size.Get, 1 + (repeat.Get % 50)))
                        .Select((size, n) => Events.OfSize(n, 400 + (size * 1103 % 31_600)))
                        .ToArray();

                    var batches = BatchLimits.Pack(events, messageIdField).ToList();

                    return batches.SelectMany(batch => batch).SequenceEqual(events)
                        && batches.TrueForAll(batch => batch.Count is > 0 and <= 500 && BodyBytes(batch, messageIdField) <= 475_000);
                }
            )
            .QuickCheckThrowOnFailure();

    [Test]
    public void Nothing_is_posted_beyond_its_age_and_nothing_younger_is_kept_back() =>
        Prop.ForAll<NonNegativeInt[], PositiveInt>(
                (ages, maxAgeMinutes) =>
                {
                    var now = Events.ReceivedAt.AddDays(1);
                    var maxAge = TimeSpan.FromMinutes(maxAgeMinutes.Get);
                    var events = ages.Select((age, n) => Events.Numbered(n) with { ReceivedAt = now.AddMinutes(-age.Get) }).ToArray();

                    var (fit, dead) = BatchFilter.Sort(events, NoneUnwanted, maxAge, now, received => now - received);

                    return fit.All(one => now - one.ReceivedAt <= maxAge)
                        && dead.All(one => one.Reason == DeadReason.Expired && now - one.Event.ReceivedAt > maxAge)
                        && fit.Concat(dead.Select(one => one.Event)).ToHashSet().SetEquals(events);
                }
            )
            .QuickCheckThrowOnFailure();

    [TestCase(32_000, "")]
    [TestCase(32_001, DeadReason.TooLarge)]
    public void An_event_may_have_thirty_two_thousand_bytes(int bytes, string reason)
    {
        var (_, found) = BatchFilter.Sort(
            [Events.OfSize(1, bytes)],
            NoneUnwanted,
            TimeSpan.FromDays(7),
            Events.ReceivedAt,
            _ => TimeSpan.Zero
        );

        Assert.That(string.Join(' ', found.Select(one => one.Reason)), Is.EqualTo(reason));
    }

    private static long BodyBytes(ArraySegment<PendingEvent> batch, bool messageIdField)
    {
        using var body = BatchBody.Of(batch, messageIdField);
        using var content = body.Plain();
        return content.Headers.ContentLength!.Value;
    }
}
