using System.Diagnostics.Metrics;
using System.Text;
using Bridge.Messaging;
using Bridge.Storage.Sqlite;
using Bridge.Support;
using Dapper;

namespace Bridge.Intake;

/// <summary>From the spool into the store: in order, once, and what is damaged holds up nothing.</summary>
internal sealed class IntakeWorkerTests
{
    private TemporaryDatabase _file = null!;
    private EmbeddedStore _bridge = null!;

    [SetUp]
    public void Open() => _bridge = new EmbeddedStore(_file = new TemporaryDatabase());

    [TearDown]
    public async Task Close()
    {
        await _bridge.DisposeAsync();
        _file.Dispose();
    }

    [Test]
    public async Task What_is_published_while_intake_runs_waits_for_the_collector_in_order()
    {
        await _bridge.StartAsync<IntakeWorker>();

        await Publish(1, 2);
        await Drained();
        await Publish(3);
        await Drained();

        Assert.That(await ClaimedIds(), Is.EqualTo(Ids(1, 2, 3)));
    }

    [Test]
    public async Task What_was_spooled_before_a_restart_is_taken_in_after_it()
    {
        await Publish(1, 2);
        await Restart();

        await _bridge.StartAsync<IntakeWorker>();
        await Drained();

        Assert.That(await ClaimedIds(), Is.EqualTo(Ids(1, 2)));
    }

    [Test]
    public async Task Metas_repetition_is_delivered_once()
    {
        await _bridge.StartAsync<IntakeWorker>();

        await Publish(1, 1, 2);
        await Publish(2, 3);
        await Drained();

        Assert.That(await ClaimedIds(), Is.EqualTo(Ids(1, 2, 3)));
    }

    [Test]
    public async Task A_crash_between_the_slices_of_a_row_neither_loses_nor_doubles()
    {
        var numbers = Enumerable.Range(1, IntakeThrottle.Alone + 1).ToArray();
        await Publish(numbers);
        var rows = await _bridge.Spool.ReadOldestAsync(int.MaxValue, CancellationToken.None);
        var first = _bridge.Get<SpoolSlices>().Cut(rows, () => IntakeThrottle.Alone).First();
        await _bridge.Store.TakeInAsync(first.Items, first.DrainedRows, CancellationToken.None);
        await Restart();

        await _bridge.StartAsync<IntakeWorker>();
        await Drained();

        Assert.That(await ClaimedIds(), Is.EqualTo(Ids(numbers)));
    }

    [Test]
    public async Task What_could_not_be_read_becomes_one_dead_letter_however_often_it_comes()
    {
        await _bridge.StartAsync<IntakeWorker>();
        var unreadable = Translations.Unreadable("""{"type":"text"}""");

        await _bridge.Publisher.PublishAsync(Translations.Of(unreadable), CancellationToken.None);
        await _bridge.Publisher.PublishAsync(Translations.Of(unreadable), CancellationToken.None);
        await Drained();

        Assert.That(DeadLetters(), Is.EqualTo(new[] { ("unreadable", "the message has no id", """{"type":"text"}""") }));
    }

    [Test]
    public async Task An_unknown_field_leaves_one_example_a_day()
    {
        await _bridge.StartAsync<IntakeWorker>();

        await _bridge.Publisher.PublishAsync(Translations.Of(Translations.Unrecognised("teapots", "[1]")), CancellationToken.None);
        await _bridge.Publisher.PublishAsync(Translations.Of(Translations.Unrecognised("teapots", "[2]")), CancellationToken.None);
        await Drained();

        Assert.That(DeadLetters(), Is.EqualTo(new[] { ("unrecognised", (string?)null, "[1]") }));
    }

    [Test]
    public async Task A_damaged_spool_row_becomes_a_dead_letter_and_does_not_block_the_rest()
    {
        await Publish(1);
        await Spool("{\"schema\":1,\"items\":[");
        await Publish(2);

        await _bridge.StartAsync<IntakeWorker>();
        await Drained();

        Assert.That(DeadLetters(), Is.EqualTo(new[] { ("unreadable", "the batch is not well-formed", "{\"schema\":1,\"items\":[") }));
        Assert.That(await ClaimedIds(), Is.EqualTo(Ids(1, 2)));
    }

    [Test]
    public async Task Intake_that_cannot_store_pauses_and_goes_on_where_it_stood()
    {
        await _bridge.StartAsync<IntakeWorker>();
        await Execute("ALTER TABLE events RENAME TO events_away");
        await Publish(1, 2);
        await Paused(TimeSpan.FromMilliseconds(100));
        _bridge.Time.Advance(TimeSpan.FromMilliseconds(100));
        await Paused(TimeSpan.FromMilliseconds(200));

        await Execute("ALTER TABLE events_away RENAME TO events");
        _bridge.Time.Advance(TimeSpan.FromMilliseconds(200));
        await Drained();

        Assert.That(await ClaimedIds(), Is.EqualTo(Ids(1, 2)));
    }

    [Test]
    public async Task Each_item_is_counted_as_what_it_became()
    {
        using var counted = new Counted(_bridge.Get<IMeterFactory>());
        await _bridge.StartAsync<IntakeWorker>();

        await Publish(1, 1);
        await _bridge.Publisher.PublishAsync(Translations.Of(Translations.Unreadable("{}")), CancellationToken.None);
        await Drained();
        await Eventually.HoldsAsync(() => counted["bridge.dead_letters reason=unreadable"] == 1, "the dead letter is counted");

        Assert.That((counted["bridge.events.queued"], counted["bridge.events.dropped rule=duplicate"]), Is.EqualTo((1, 1)));
    }

    [Test]
    public void Slices_hold_no_more_than_asked_and_drain_a_row_with_its_last_item()
    {
        SpoolRow[] rows = [Row(1, 1, 2, 3), Row(2, 4), Row(3, 5, 6)];

        var slices = _bridge.Get<SpoolSlices>().Cut(rows, () => 2).ToList();

        Assert.That(slices.Select(slice => slice.Items.Count), Is.All.EqualTo(2));
        Assert.That(string.Join('|', slices.Select(slice => string.Join(' ', slice.DrainedRows))), Is.EqualTo("|1 2|3"));

        static SpoolRow Row(long sequence, params int[] numbers) =>
            new(
                sequence,
                DateTimeOffset.UnixEpoch,
                Translations.Batch(Translations.Of(numbers.Select(number => Translations.Event(number))))
            );
    }

    [Test]
    public async Task Slices_are_small_while_requests_wait_and_large_when_intake_is_alone()
    {
        var throttle = _bridge.Get<IntakeThrottle>();
        var alone = throttle.NextSize();
        await Publish(1);

        var beside = throttle.NextSize();

        Assert.That(
            (alone, beside, throttle.NextSize()),
            Is.EqualTo((IntakeThrottle.Alone, IntakeThrottle.WhileRequestsWait, IntakeThrottle.Alone))
        );
    }

    private async Task Publish(params int[] numbers)
    {
        var translation = Translations.Of(numbers.Select(number => Translations.Event(number)));
        Assert.That(await _bridge.Publisher.PublishAsync(translation, CancellationToken.None), Is.EqualTo(PublishResult.Stored));
    }

    private Task<int> Spool(string batch) =>
        _bridge.Writer.RunAsync(
            session =>
            {
                _bridge.Spool.Append(session, _bridge.Time.GetUtcNow(), 0, Encoding.UTF8.GetBytes(batch));
                return 0;
            },
            CancellationToken.None
        );

    private Task<int> Execute(string sql) => _bridge.Writer.RunAsync(session => session.Connection.Execute(sql), CancellationToken.None);

    private Task Drained() => Eventually.HoldsAsync(async () => await _bridge.CountAsync("spool") == 0, "the spool is drained");

    private Task Paused(TimeSpan pause) => Eventually.HoldsAsync(() => _bridge.Time.Timers.Contains(pause), $"intake pauses for {pause}");

    private async Task<IEnumerable<Guid>> ClaimedIds() =>
        (await _bridge.Store.ClaimAsync("default", 10_000, int.MaxValue, CancellationToken.None)).Select(waiting => waiting.Id);

    private static IEnumerable<Guid> Ids(params int[] numbers) => numbers.Select(number => Translations.Event(number).Id);

    private List<(string, string?, string)> DeadLetters() =>
        _bridge
            .Get<SqliteDatabase>()
            .Readers.Read(session =>
                session
                    .Connection.Query<(string, string?, string)>(
                        "SELECT reason, explanation, CAST(payload AS TEXT) FROM dead_letters ORDER BY seq"
                    )
                    .ToList()
            );

    private async Task Restart()
    {
        await _bridge.DisposeAsync();
        _bridge = new EmbeddedStore(_file);
    }
}
