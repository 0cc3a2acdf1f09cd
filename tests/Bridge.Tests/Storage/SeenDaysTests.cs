using Bridge.Support;

namespace Bridge.Storage;

/// <summary>An event is taken in once, whichever forwarder takes it in, on whichever side of midnight.</summary>
internal sealed class SeenDaysTests : TwoForwardersFixture
{
    [SetUp]
    public async Task Open() => await One.Store.OpenAsync(CancellationToken.None);

    [Test]
    public async Task Forwarders_that_take_in_the_same_events_at_the_same_moment_queue_each_once()
    {
        var random = new Random(1);

        var counts = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => TakeIn(i % 2 == 0 ? One : Other, Shuffled(random, 1, 300))));

        Assert.That(counts.Sum(count => count.Queued), Is.EqualTo(300));
        Assert.That(counts.Sum(count => count.Duplicates), Is.EqualTo(39 * 300));
        Assert.That(await Location.CountAsync("events"), Is.EqualTo(300));
    }

    [Test]
    public async Task A_new_day_begins_once_however_many_forwarders_notice_midnight()
    {
        await DaysPass(1);

        await Task.WhenAll(Forget(One), Forget(Other), Forget(One), Forget(Other));

        Assert.That(await Location.CountAsync("seen_days"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_repetition_is_recognised_on_every_later_day_until_its_day_is_forgotten()
    {
        await TakeIn(One, Translations.Items(1, 3));
        for (var day = 1; day <= 8; day++)
        {
            await DaysPass(1);
            await Forget(One);
            Assert.That((await TakeIn(Other, Translations.Items(1, 3))).Duplicates, Is.EqualTo(3), $"after {day} days");
        }

        await DaysPass(1);
        await Forget(One);

        Assert.That((await TakeIn(Other, Translations.Items(1, 3))).Queued, Is.EqualTo(3));
        Assert.That(await Location.CountAsync("seen_days"), Is.EqualTo(9), "today and 8 days before");
    }

    [Test]
    public async Task Events_taken_in_by_several_forwarders_while_days_begin_are_queued_once()
    {
        using var enough = new CancellationTokenSource();
        var random = new Random(2);
        var turning = Task.Run(
            async () =>
            {
                for (var turns = 0; ; turns++)
                {
                    if (enough.IsCancellationRequested)
                    {
                        return turns;
                    }

                    await Location.ExecuteAsync("UPDATE seen_days SET opened_at = opened_at - interval '1 day'");
                    await Other.Store.ForgetSeenAsync(TimeSpan.FromDays(10_000), CancellationToken.None);
                }
            },
            CancellationToken.None
        );

        var queued = 0;
        foreach (var round in Enumerable.Range(0, 30))
        {
            var groups = Enumerable
                .Range(0, 8)
                .Select(i => TakeIn(i % 2 == 0 ? One : Other, Shuffled(random, 1 + (round * 100), 200 + (round * 100))));
            queued += (await Task.WhenAll(groups)).Sum(count => count.Queued);
        }

        await enough.CancelAsync();
        Assert.That(await turning, Is.GreaterThan(5), "days began meanwhile");
        Assert.That(queued, Is.EqualTo(3100));
        Assert.That(await Location.CountAsync("(SELECT DISTINCT id FROM seen) AS ids"), Is.EqualTo(await Location.CountAsync("seen")));
    }

    [Test]
    public async Task A_clock_of_the_server_that_is_set_a_year_forwards_forgets_nothing_that_Meta_may_repeat()
    {
        await TakeIn(One, Translations.Items(1, 3));
        await DaysPass(1);
        await Forget(One);

        await DaysPass(400);
        await Forget(One);
        await Forget(One);

        Assert.That((await TakeIn(One, Translations.Items(1, 3))).Duplicates, Is.EqualTo(3));
    }

    [Test]
    public async Task After_a_year_ahead_and_back_days_begin_and_are_forgotten_as_ever()
    {
        await DaysPass(1);
        await Forget(One);
        await DaysPass(-400); // what was just opened lies in the future, as after the clock was put right

        for (var day = 1; day <= 10; day++)
        {
            await Forget(One);
            await DaysPass(1);
        }

        await Forget(One);
        Assert.That(await Location.CountAsync("seen_days"), Is.EqualTo(9), "today and 8 days before");
        Assert.That(await Location.CountAsync("seen_days WHERE opened_at > now()"), Is.Zero);
    }

    [Test]
    public async Task A_long_read_of_the_ids_does_not_hold_up_intake_for_long()
    {
        await DaysPass(1);
        await using var backup = await PostgresServer.ConnectAsync(Location.Address);
        await using var reading = await backup.BeginTransactionAsync();
        await Dapper.SqlMapper.ExecuteAsync(backup, "SELECT COUNT(*) FROM seen");

        Assert.That(() => Forget(One), Throws.TypeOf<StorageException>().With.Message.Contains("long transaction"));

        Assert.That((await TakeIn(One, Translations.Items(1, 3))).Queued, Is.EqualTo(3));
    }

    private static Task<IntakeCounts> TakeIn(StoreHost forwarder, IReadOnlyList<IntakeItem> items) =>
        forwarder.Store.TakeInAsync(items, [], CancellationToken.None);

    private static Task<bool> Forget(StoreHost forwarder) => forwarder.Store.ForgetSeenAsync(TimeSpan.FromDays(8), CancellationToken.None);

    private Task DaysPass(int days) => Location.ExecuteAsync($"UPDATE seen_days SET opened_at = opened_at - interval '{days} days'");

    private static List<IntakeItem> Shuffled(Random random, int from, int to)
    {
        var items = Translations.Items(from, to).ToArray();
        random.Shuffle(items);
        return [.. items];
    }
}
