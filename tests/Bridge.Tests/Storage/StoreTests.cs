using Bridge.Support;

namespace Bridge.Storage;

/// <summary>What every store promises.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class StoreTests(string provider) : StoreFixture(provider)
{
    [Test]
    public async Task An_event_comes_out_as_it_went_in()
    {
        var item = Translations.Item(1);
        await TakeIn(item);

        var claimed = (await Claim(10)).Single();

        Assert.That(
            claimed with
            {
                Payload = [],
            },
            Is.EqualTo(new PendingEvent(claimed.Sequence, item.Id, item.Name!, "default", item.Source, [], item.ReceivedAt, 0, null))
        );
        Assert.That(claimed.Payload, Is.EqualTo(item.Payload.ToArray()));
    }

    [Test]
    public async Task A_repetition_is_dropped_within_a_group_and_across_groups()
    {
        var first = await TakeIn(Translations.Item(1), Translations.Item(1), Translations.Item(2));
        var second = await TakeIn(Translations.Item(2), Translations.Item(3));

        Assert.That(first, Is.EqualTo(new IntakeCounts(Queued: 2, Duplicates: 1, 0, 0)));
        Assert.That(second, Is.EqualTo(new IntakeCounts(Queued: 1, Duplicates: 1, 0, 0)));
        Assert.That(await ClaimNumbers(10), Is.EqualTo("1 2 3"));
    }

    [Test]
    public async Task A_repetition_is_dropped_after_the_event_was_delivered_and_after_a_restart()
    {
        await TakeIn(Translations.Item(1));
        await Store.CompleteAsync(await Claim(1), CancellationToken.None);
        await Restart();

        var counts = await TakeIn(Translations.Item(1));

        Assert.That(counts.Duplicates, Is.EqualTo(1));
        Assert.That(await Claim(1), Is.Empty);
    }

    [Test]
    public async Task A_dead_lettered_event_is_a_dead_letter_with_all_that_is_known_and_waits_no_more()
    {
        await TakeIn(Translations.Item(1), Translations.Item(2));
        var dead = (await Claim(1)).Single();
        var failedAt = Bridge.Time.GetUtcNow();

        await Store.DeadLetterAsync([new DeadEvent(dead, DeadReason.Refused, 422, "userId: wrong", failedAt)], CancellationToken.None);

        var times = failedAt.ToUnixTimeMilliseconds();
        Assert.That(
            await Location.QueryAsync(
                "SELECT reason, status, answer, attempts, name, destination, source, first_failed_at, last_failed_at FROM dead_letters"
            ),
            Is.EqualTo($"refused|422|userId: wrong|1|message.received|default|{Translations.Source}|{times}|{times}")
        );
        Assert.That(await Location.CountAsync("events"), Is.EqualTo(1));
        Assert.That(
            await Store.CountDeadLettersAsync(CancellationToken.None),
            Is.EquivalentTo(new Dictionary<string, long> { ["refused"] = 1 })
        );
    }

    [Test]
    public async Task Dead_lettering_an_event_twice_makes_one_dead_letter()
    {
        await TakeIn(Translations.Item(1));
        var dead = new DeadEvent((await Claim(1)).Single(), DeadReason.Expired, null, null, Bridge.Time.GetUtcNow());

        await Store.DeadLetterAsync([dead], CancellationToken.None);
        await Store.DeadLetterAsync([dead], CancellationToken.None);

        Assert.That(await Location.CountAsync("dead_letters"), Is.EqualTo(1));
    }

    [Test]
    public async Task The_backlog_is_told_for_each_destination()
    {
        var old = Translations.Item(1, "a") with { ReceivedAt = Bridge.Time.GetUtcNow().AddDays(-1) };
        await TakeIn(old, Translations.Item(2, "a"), Translations.Item(3, "b"));

        var backlog = await Store.GetBacklogAsync(CancellationToken.None);

        Assert.That(
            backlog,
            Is.EqualTo(new[] { new Backlog("a", 2, old.ReceivedAt), new Backlog("b", 1, Translations.Item(3).ReceivedAt) })
        );
    }

    [Test]
    public async Task Nothing_is_stored_of_a_group_that_fails_and_it_can_be_taken_in_again()
    {
        var broken = Translations.Item(2) with { Destination = null! };
        Assert.That(async () => await TakeIn(Translations.Item(1), broken), Throws.TypeOf<StorageException>());

        var counts = await TakeIn(Translations.Item(1), Translations.Item(2));

        Assert.That(counts.Queued, Is.EqualTo(2));
    }

    [Test]
    public async Task What_cannot_be_read_or_is_not_known_is_a_dead_letter_at_once()
    {
        var unreadable = Translations.Item(1) with { Kind = IntakeKind.Unreadable, Name = null, Reason = "the message has no id" };
        var unrecognised = Translations.Item(2) with { Kind = IntakeKind.Unrecognised, Name = "teapots", Source = null };

        var counts = await TakeIn(unreadable, unrecognised, unreadable, Translations.Item(3));

        Assert.That(counts, Is.EqualTo(new IntakeCounts(Queued: 1, Duplicates: 1, Unreadable: 1, Unrecognised: 1)));
        var times = $"{unreadable.ReceivedAt.ToUnixTimeMilliseconds()}|{Bridge.Time.GetUtcNow().ToUnixTimeMilliseconds()}";
        Assert.That(
            await Location.QueryAsync(
                "SELECT reason, explanation, name, source, received_at, created_at FROM dead_letters WHERE reason = 'unreadable'"
            ),
            Is.EqualTo($"unreadable|the message has no id||{Translations.Source}|{times}")
        );
        Assert.That(
            await Location.QueryAsync(
                "SELECT reason, explanation, name, source, received_at, created_at FROM dead_letters WHERE reason = 'unrecognised'"
            ),
            Is.EqualTo($"unrecognised||teapots||{times}")
        );
    }

    [Test]
    public async Task Texts_that_no_database_holds_are_stored_nevertheless_and_payloads_stay_byte_for_byte()
    {
        byte[] payload = [0, 0xFF, 0xC3, 0x28, .. "\0"u8];
        var item = Translations.Item(1) with { Name = "a\0b\uD800c", Source = "1\uDC002😀", Payload = payload };
        await TakeIn(item);
        var claimed = (await Claim(1)).Single();

        await Store.DeadLetterAsync(
            [new DeadEvent(claimed, DeadReason.Refused, 400, "no\0\uD83D", Bridge.Time.GetUtcNow())],
            CancellationToken.None
        );

        Assert.That(claimed.Payload, Is.EqualTo(payload));
        Assert.That(claimed.Source, Is.EqualTo("1\uFFFD2😀"));
        Assert.That(await Location.CountAsync("dead_letters"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_store_that_works_says_so_and_where_it_is()
    {
        await Store.OpenAsync(CancellationToken.None);

        Assert.That(await Bridge.Get<StorageHealth>().WhyNotReadyAsync(CancellationToken.None), Is.Null);
        Assert.That(Store.Name, Is.Not.Empty.And.Not.Contains("bridge@"));
    }

    [Test]
    public async Task Nothing_can_be_settled_of_nothing()
    {
        Assert.That(await TakeIn(), Is.EqualTo(default(IntakeCounts)));
        Assert.That(async () => await Store.CompleteAsync([], CancellationToken.None), Throws.Nothing);
        Assert.That(async () => await Store.GiveBackAsync([], Bridge.Time.GetUtcNow(), CancellationToken.None), Throws.Nothing);
        Assert.That(async () => await Store.DeadLetterAsync([], CancellationToken.None), Throws.Nothing);
    }
}
