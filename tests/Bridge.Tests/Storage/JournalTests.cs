using Bridge.DeadLetters;
using Bridge.Storage.Administration;
using Bridge.Storage.Journal;
using Bridge.Support;
using Bridge.Watching;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Bridge.Storage;

/// <summary>What the journal keeps of events that left, in either store.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class JournalTests(string provider)
{
    private AdminRig _rig = null!;

    [SetUp]
    public async Task Start() => _rig = await AdminRig.StartAsync(provider);

    [TearDown]
    public async Task Stop() => await _rig.DisposeAsync();

    [Test]
    public async Task Events_delivered_in_one_post_are_one_row_with_who_took_them_and_when()
    {
        await _rig.TakeInAsync(Item(1), Item(2, "message.read"));
        _rig.Time.Advance(TimeSpan.FromSeconds(4));

        await _rig.DeliverAsync();

        var row = (await RowsAsync()).Single();
        Assert.That((row.Outcome, row.Destination, row.Address, row.Status), Is.EqualTo(("delivered", "default", "collector.test", 200)));
        Assert.That(row.Time, Is.EqualTo(_rig.Time.GetUtcNow()));
        Assert.That(
            row.Read().Select(one => (one.Id, one.Name, one.Attempts)),
            Is.EqualTo([(AdminRig.IdOf(1), "message.received", 1), (AdminRig.IdOf(2), "message.read", 1)])
        );
        Assert.That(row.Read().Select(one => row.Time - one.ReceivedAt), Is.All.EqualTo(TimeSpan.FromSeconds(4)));
    }

    [Test]
    public async Task Delivering_the_same_twice_is_told_once()
    {
        await _rig.TakeInAsync(Item(1));
        var claimed = await _rig.DeliverAsync();

        await _rig.Store.CompleteAsync(claimed, CancellationToken.None);

        Assert.That(await RowsAsync(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task What_is_refused_is_told_with_reason_and_status_and_what_is_unreadable_with_its_reason()
    {
        await _rig.KillAsync(1, 2);
        await _rig.TakeInAsync(AdminRig.Unreadable("{}"));

        var rows = await RowsAsync();

        Assert.That(
            rows.Select(row => (row.Outcome, row.Why, row.Status, row.Read().Count())),
            Is.EqualTo([("dead", "refused", (int?)400, 2), ("dead", "unreadable", null, 1)])
        );
    }

    [Test]
    public async Task What_is_dropped_is_told_with_the_rule()
    {
        await _rig.TakeInAsync(Item(1), Item(2) with { IsForwarded = false });

        await _rig.TakeInAsync(Item(1), Item(3), Item(3));

        Assert.That(
            (await RowsAsync()).Select(row => (row.Outcome, row.Why, string.Join(' ', row.Read().Select(one => one.Id)))),
            Is.EqualTo([
                ("dropped", "not_forwarded", $"{AdminRig.IdOf(2)}"),
                ("dropped", "duplicate", $"{AdminRig.IdOf(1)} {AdminRig.IdOf(3)}"),
            ])
        );
    }

    [Test]
    public async Task What_waited_for_something_better_is_told_when_that_comes()
    {
        var provisional = Item(1) with
        {
            ReplacedBy = AdminRig.IdOf(2),
            Deferral = new Deferral(DeferralReason.BetterCopy, _rig.Time.GetUtcNow() + TimeSpan.FromSeconds(30)),
        };
        await _rig.TakeInAsync(provisional);

        await _rig.TakeInAsync(Item(2));

        var row = (await RowsAsync()).Single();
        Assert.That((row.Why, row.Read().Single().Id), Is.EqualTo(("replaced", AdminRig.IdOf(1))));
    }

    [Test]
    public async Task An_event_is_found_by_its_id_its_message_and_its_person_and_by_nothing_in_clear()
    {
        await _rig.TakeInAsync(Item(1), Item(2));
        await _rig.DeliverAsync();
        var told = Translations.Event(1);

        var found = await FindAsync(told.Id.ToByteArray(bigEndian: true));
        var ofMessage = await FindAsync(JournalMark.Of("wamid.1").ToBytes());
        var ofUser = await FindAsync(JournalMark.Of(told.UserId).ToBytes());

        Assert.That(found.Concat(ofMessage).Concat(ofUser).Select(row => row.Seq), Is.All.EqualTo((await RowsAsync()).Single().Seq));
        Assert.That(found, Has.Count.EqualTo(1));
        Assert.That(ofMessage, Has.Count.EqualTo(1));
        Assert.That(ofUser, Has.Count.EqualTo(1));
        Assert.That(
            System.Text.Encoding.Latin1.GetString((await _rig.Location.BlobsAsync("journal", "entries")).Single()),
            Does.Not.Contain(told.UserId.TrimStart('+'))
        );
    }

    [Test]
    public async Task Of_somebody_erased_the_journal_knows_nothing_more_and_of_others_what_it_knew()
    {
        await _rig.TakeInAsync(Item(1), Item(2, user: "+4915112345678"));
        await _rig.DeliverAsync();

        await _rig.Admin.EraseAsync("4915112345678", null, AdminRig.Operator, CancellationToken.None);

        Assert.That((await RowsAsync()).Single().Read().Select(one => one.Id), Is.EqualTo([AdminRig.IdOf(1)]));
    }

    [Test]
    public async Task What_is_older_than_it_is_kept_goes_and_the_rest_stays()
    {
        await DeliverAsync(Item(1));
        _rig.Time.Advance(TimeSpan.FromDays(2));
        await DeliverAsync(Item(2));
        _rig.Time.Advance(TimeSpan.FromDays(1.5));

        await TrimAsync(new JournalOptions());

        Assert.That((await RowsAsync()).Single().Read().Single().Id, Is.EqualTo(AdminRig.IdOf(2)));
    }

    [Test]
    public async Task What_is_too_much_goes_oldest_first()
    {
        await DeliverAsync(Item(1));
        await DeliverAsync(Item(2));
        await DeliverAsync(Item(3));

        await TrimAsync(new JournalOptions { MaxBytes = 2 * 150 });

        Assert.That((await RowsAsync()).Select(row => row.Read().Single().Id), Is.EqualTo([AdminRig.IdOf(2), AdminRig.IdOf(3)]));
    }

    [Test]
    public async Task Where_no_journal_is_kept_nothing_is_written()
    {
        await using var rig = await AdminRig.StartAsync(provider, ("Journal:KeepFor", "00:00:00"));
        await rig.TakeInAsync(Item(1), Item(1), AdminRig.Unreadable("{}"));

        await rig.DeliverAsync();

        Assert.That(await rig.Location.CountAsync("journal"), Is.Zero);
    }

    private async Task DeliverAsync(IntakeItem item)
    {
        await _rig.TakeInAsync(item);
        await _rig.DeliverAsync();
    }

    private async Task TrimAsync(JournalOptions options)
    {
        using var retention = new JournalRetention(
            _rig.Get<AdminDatabase>(),
            Options.Create(options),
            _rig.Time,
            new Telemetry.SteadyClock(_rig.Time),
            NullLogger<JournalRetention>.Instance
        );
        await retention.StartAsync(CancellationToken.None);
        await Eventually.HoldsAsync(
            async () => await _rig.Location.CountAsync("journal") == (options.MaxBytes < 1000 ? 2 : 1),
            "the journal is trimmed"
        );
        await retention.StopAsync(CancellationToken.None);
    }

    private Task<List<JournalBatch>> RowsAsync() =>
        _rig.Get<AdminDatabase>().ReadAsync(connection => JournalTable.ReadAfterAsync(connection, 0, 100), CancellationToken.None);

    private Task<List<JournalBatch>> FindAsync(byte[] sought) =>
        _rig.Get<AdminDatabase>().ReadAsync(connection => JournalTable.FindAsync(connection, [sought], 10), CancellationToken.None);

    private IntakeItem Item(int number, string name = "message.received", string? user = null)
    {
        var item = AdminRig.Item(number, name) with { ReceivedAt = _rig.Time.GetUtcNow() };
        var payload = System.Text.Encoding.UTF8.GetString(item.Payload.Span);
        return user is null
            ? item
            : item with
            {
                Payload = System.Text.Encoding.UTF8.GetBytes(
                    payload.Replace(Translations.Event(number).UserId, user, StringComparison.Ordinal)
                ),
            };
    }
}
