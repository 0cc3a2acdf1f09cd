using System.Text;
using Bridge.Support;

namespace Bridge.Storage;

/// <summary>What every store promises.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres)]
internal sealed class StoreTests(string provider)
{
    private const int NoLimit = int.MaxValue;

    private StoreLocation _location = null!;
    private StoreHost _bridge = null!;

    private IStore Store => _bridge.Store;

    [SetUp]
    public async Task Open() => _bridge = new StoreHost((_location = await StoreLocation.CreateAsync(provider)).Address);

    [TearDown]
    public async Task Close()
    {
        await _bridge.DisposeAsync();
        await _location.DisposeAsync();
    }

    [Test]
    public async Task An_event_comes_out_as_it_went_in()
    {
        var item = Translations.Item(1);
        await TakeIn(item);

        var claimed = (await Claim(10)).Single();

        Assert.That(claimed with { Payload = [] }, Is.EqualTo(new WaitingEvent(claimed.Sequence, item.Id, item.Name!, "default", item.Source, [], item.ReceivedAt, 0, null)));
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
    public async Task Events_are_claimed_once_each_oldest_first()
    {
        await TakeIn([.. Translations.Items(1, 5)]);

        Assert.That(await ClaimNumbers(2), Is.EqualTo("1 2"));
        Assert.That(await ClaimNumbers(2), Is.EqualTo("3 4"));
        Assert.That(await ClaimNumbers(2), Is.EqualTo("5"));
        Assert.That(await ClaimNumbers(2), Is.Empty);
    }

    [Test]
    public async Task Concurrent_claims_never_share_an_event()
    {
        await TakeIn([.. Translations.Items(1, 1000)]);

        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Claim(50)));

        Assert.That(claims.SelectMany(claim => claim).Select(waiting => waiting.Sequence), Is.Unique.And.Exactly(1000).Items);
    }

    [Test]
    public async Task A_claim_stays_below_its_bytes_but_has_at_least_one_event()
    {
        await TakeIn([.. Translations.Items(1, 4, bytes: 100), Translations.Item(5, bytes: 1000)]);

        Assert.That(await Numbers(Store.ClaimAsync("default", 10, 250, CancellationToken.None)), Is.EqualTo("1 2"));
        Assert.That(await Numbers(Store.ClaimAsync("default", 10, 200, CancellationToken.None)), Is.EqualTo("3 4"));
        Assert.That(await Numbers(Store.ClaimAsync("default", 10, 200, CancellationToken.None)), Is.EqualTo("5"));
    }

    [Test]
    public async Task Given_back_events_come_again_before_younger_ones_and_skip_those_that_are_out()
    {
        await TakeIn([.. Translations.Items(1, 6)]);
        var first = await Claim(2);
        await Claim(2);

        await Store.GiveBackAsync(first, null, CancellationToken.None);

        Assert.That(await ClaimNumbers(3), Is.EqualTo("1 2 5"));
        Assert.That(await ClaimNumbers(3), Is.EqualTo("6"));
    }

    [Test]
    public async Task A_failed_attempt_is_counted_and_the_first_failure_remembered()
    {
        await TakeIn(Translations.Item(1));
        var failedAt = _bridge.Time.GetUtcNow();
        await Store.GiveBackAsync(await Claim(1), failedAt, CancellationToken.None);
        await Store.GiveBackAsync(await Claim(1), failedAt.AddMinutes(1), CancellationToken.None);

        var waiting = (await Claim(1)).Single();

        Assert.That((waiting.Attempts, waiting.FirstFailedAt), Is.EqualTo((2, failedAt)));
    }

    [Test]
    public async Task Giving_back_without_a_failure_counts_no_attempt()
    {
        await TakeIn(Translations.Item(1));
        await Store.GiveBackAsync(await Claim(1), null, CancellationToken.None);

        Assert.That((await Claim(1)).Single().Attempts, Is.Zero);
    }

    [Test]
    public async Task Each_destination_has_its_own_queue()
    {
        await TakeIn(Translations.Item(1, "a"), Translations.Item(2, "b"), Translations.Item(3, "a"));

        Assert.That(await Numbers(Store.ClaimAsync("a", 10, NoLimit, CancellationToken.None)), Is.EqualTo("1 3"));
        Assert.That(await Numbers(Store.ClaimAsync("b", 10, NoLimit, CancellationToken.None)), Is.EqualTo("2"));
    }

    [Test]
    public async Task New_events_are_found_after_the_queue_ran_empty()
    {
        await TakeIn(Translations.Item(1), Translations.Item(2));
        await Store.CompleteAsync(await Claim(2), CancellationToken.None);
        await TakeIn(Translations.Item(3));

        Assert.That(await ClaimNumbers(2), Is.EqualTo("3"));
    }

    [Test]
    public async Task A_restart_forgets_claims_and_no_event()
    {
        await TakeIn([.. Translations.Items(1, 3)]);
        var claimed = await Claim(2);
        await Store.CompleteAsync([claimed[0]], CancellationToken.None);
        await Restart();

        Assert.That(await ClaimNumbers(10), Is.EqualTo("2 3"));
    }

    [Test]
    public async Task A_buried_event_is_a_dead_letter_with_all_that_is_known_and_waits_no_more()
    {
        await TakeIn(Translations.Item(1), Translations.Item(2));
        var dead = (await Claim(1)).Single();
        var failedAt = _bridge.Time.GetUtcNow();

        await Store.BuryAsync([new DeadEvent(dead, DeadReason.Refused, 422, "userId: wrong", failedAt)], CancellationToken.None);

        var times = failedAt.ToUnixTimeMilliseconds();
        Assert.That(
            await _location.QueryAsync("SELECT reason, status, answer, attempts, name, destination, source, first_failed_at, last_failed_at FROM dead_letters"),
            Is.EqualTo($"refused|422|userId: wrong|1|message.received|default|{Translations.Source}|{times}|{times}"));
        Assert.That(await _location.CountAsync("events"), Is.EqualTo(1));
        Assert.That(await Store.CountDeadLettersAsync(CancellationToken.None), Is.EquivalentTo(new Dictionary<string, long> { ["refused"] = 1 }));
    }

    [Test]
    public async Task Burying_an_event_twice_makes_one_dead_letter()
    {
        await TakeIn(Translations.Item(1));
        var dead = new DeadEvent((await Claim(1)).Single(), DeadReason.Expired, null, null, _bridge.Time.GetUtcNow());

        await Store.BuryAsync([dead], CancellationToken.None);
        await Store.BuryAsync([dead], CancellationToken.None);

        Assert.That(await _location.CountAsync("dead_letters"), Is.EqualTo(1));
    }

    [Test]
    public async Task The_backlog_is_told_for_each_destination()
    {
        var old = Translations.Item(1, "a") with { ReceivedAt = _bridge.Time.GetUtcNow().AddDays(-1) };
        await TakeIn(old, Translations.Item(2, "a"), Translations.Item(3, "b"));

        var backlog = await Store.GetBacklogAsync(CancellationToken.None);

        Assert.That(backlog, Is.EqualTo(new[] { new Backlog("a", 2, old.ReceivedAt), new Backlog("b", 1, Translations.Item(3).ReceivedAt) }));
    }

    [Test]
    public async Task Delivery_is_woken_when_events_wait()
    {
        var next = _bridge.Get<WaitingEvents>().Next;

        await TakeIn(Translations.Item(1));

        Assert.That(next.IsCompleted, Is.True);
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
        var times = $"{unreadable.ReceivedAt.ToUnixTimeMilliseconds()}|{_bridge.Time.GetUtcNow().ToUnixTimeMilliseconds()}";
        Assert.That(
            await _location.QueryAsync("SELECT reason, explanation, name, source, received_at, created_at FROM dead_letters WHERE reason = 'unreadable'"),
            Is.EqualTo($"unreadable|the message has no id||{Translations.Source}|{times}"));
        Assert.That(
            await _location.QueryAsync("SELECT reason, explanation, name, source, received_at, created_at FROM dead_letters WHERE reason = 'unrecognised'"),
            Is.EqualTo($"unrecognised||teapots||{times}"));
    }

    [Test]
    public async Task Texts_that_no_database_holds_are_stored_nevertheless_and_payloads_stay_byte_for_byte()
    {
        byte[] payload = [0, 0xFF, 0xC3, 0x28, .. "\0"u8];
        var item = Translations.Item(1) with { Name = "a\0b\uD800c", Source = "1\uDC002😀", Payload = payload };
        await TakeIn(item);
        var claimed = (await Claim(1)).Single();

        await Store.BuryAsync([new DeadEvent(claimed, DeadReason.Refused, 400, "no\0\uD83D", _bridge.Time.GetUtcNow())], CancellationToken.None);

        Assert.That(claimed.Payload, Is.EqualTo(payload));
        Assert.That(claimed.Source, Is.EqualTo("1\uFFFD2😀"));
        Assert.That(await _location.CountAsync("dead_letters"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_store_that_works_says_so_and_where_it_is()
    {
        await Store.OpenAsync(CancellationToken.None);

        Assert.That(await _bridge.Get<StorageHealth>().WhyNotReadyAsync(CancellationToken.None), Is.Null);
        Assert.That(Store.Name, Is.Not.Empty.And.Not.Contains("bridge@"));
    }

    [Test]
    public async Task Nothing_can_be_settled_of_nothing()
    {
        Assert.That(await TakeIn(), Is.EqualTo(default(IntakeCounts)));
        Assert.That(async () => await Store.CompleteAsync([], CancellationToken.None), Throws.Nothing);
        Assert.That(async () => await Store.GiveBackAsync([], _bridge.Time.GetUtcNow(), CancellationToken.None), Throws.Nothing);
        Assert.That(async () => await Store.BuryAsync([], CancellationToken.None), Throws.Nothing);
    }

    private Task<IntakeCounts> TakeIn(params IntakeItem[] items) => Store.TakeInAsync(items, [], CancellationToken.None);

    private Task<IReadOnlyList<WaitingEvent>> Claim(int count) => Store.ClaimAsync("default", count, NoLimit, CancellationToken.None);

    private Task<string> ClaimNumbers(int count) => Numbers(Claim(count));

    private static async Task<string> Numbers(Task<IReadOnlyList<WaitingEvent>> claim) =>
        string.Join(' ', (await claim).Select(waiting => Encoding.UTF8.GetString(waiting.Payload).TrimEnd()));

    private async Task Restart()
    {
        await _bridge.DisposeAsync();
        _bridge = new StoreHost(_location.Address);
    }
}
