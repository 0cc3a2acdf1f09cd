using Bridge.Intake;
using Bridge.Messaging;
using Bridge.Messaging.Spool;
using Bridge.Support;

namespace Bridge.Storage;

/// <summary><c>Store:MaxBytes</c> makes SQLite answer as it does on a full disk.</summary>
[Category(Needs.Patience)]
internal sealed class FullDiskTests
{
    private TemporaryDatabase _file = null!;
    private EmbeddedStore _bridge = null!;

    [SetUp]
    public void Open() => _bridge = new EmbeddedStore(_file = new TemporaryDatabase(), ("Store:MaxBytes", "2200000"));

    [TearDown]
    public async Task Close()
    {
        await _bridge.DisposeAsync();
        _file.Dispose();
    }

    [Test]
    public async Task A_full_disk_refuses_webhooks_loses_none_of_the_accepted_and_accepts_again_once_there_is_room()
    {
        var stored = await PublishUntilRefused();

        await _bridge.StartAsync<IntakeWorker>();
        await Eventually.HoldsAsync(() => _bridge.Spool.Bytes == 0, "all that was accepted is taken in although the disk is full");
        var delivered = await DeliverAll();

        Assert.That(delivered, Is.EquivalentTo(stored));
        Assert.That(await Publish(1_000_000), Is.EqualTo(PublishResult.Stored));
    }

    [Test]
    public async Task What_was_reserved_for_refused_webhooks_is_given_back()
    {
        await PublishUntilRefused();
        var before = _bridge.Spool.Bytes;

        await Publish(1_000_000);

        Assert.That(_bridge.Spool.Bytes, Is.EqualTo(before));
    }

    [Test]
    public async Task Intake_that_finds_no_room_stores_nothing_and_succeeds_once_there_is()
    {
        await TakeIn(1, 1200);
        Assert.That(() => TakeIn(2001, 3200), Throws.TypeOf<StorageException>().With.Message.Contains("free some space"));
        await DeliverAll();

        var counts = await TakeIn(2001, 3200);

        Assert.That(counts.Queued, Is.EqualTo(1200));
    }

    [Test]
    public async Task A_full_store_is_not_ready()
    {
        Assert.That((await Check()).IsReady, Is.True);

        await PublishUntilRefused();

        var status = await Check();
        Assert.That(status.IsReady, Is.False);
        Assert.That(status.Problem, Does.Contain("Store:MaxBytes"));
    }

    [Test]
    public async Task Webhooks_are_refused_before_the_disk_is_so_full_that_accepted_events_could_not_be_worked_off()
    {
        await Close();
        _bridge = new EmbeddedStore(_file = new TemporaryDatabase(), ("Store:KeepFreeBytes", $"{1L << 40}"));

        Assert.That(await Publish(1), Is.EqualTo(PublishResult.StorageUnavailable));
        Assert.That((await Check()).Problem, Does.Contain("Store:KeepFreeBytes"));
        Assert.That(await _bridge.Get<StorageHealth>().WhyNotReadyAsync(CancellationToken.None), Does.Contain("Store:KeepFreeBytes"));
        Assert.That((await TakeIn(1, 10)).Queued, Is.EqualTo(10));
        Assert.That(await DeliverAll(), Has.Count.EqualTo(10));
    }

    private Task<SpoolStatus> Check() => _bridge.Get<SpoolHealth>().CheckAsync(CancellationToken.None);

    private async Task<List<Guid>> PublishUntilRefused()
    {
        var stored = new List<Guid>();
        for (var number = 0; await Publish(number) == PublishResult.Stored; number++)
        {
            stored.Add(Translations.Event(number).Id);
        }

        Assert.That(stored, Has.Count.GreaterThan(100));
        return stored;
    }

    private Task<PublishResult> Publish(int number) =>
        _bridge.Publisher.PublishAsync(Translations.Of(Translations.Event(number, padding: 1000)), CancellationToken.None);

    private Task<IntakeCounts> TakeIn(int from, int to) =>
        _bridge.Store.TakeInAsync(Translations.Items(from, to, bytes: 1000), [], CancellationToken.None);

    private async Task<List<Guid>> DeliverAll()
    {
        var delivered = new List<Guid>();
        while (await _bridge.Store.ClaimAsync("default", 100, int.MaxValue, CancellationToken.None) is { Count: > 0 } events)
        {
            await _bridge.Store.CompleteAsync(events, CancellationToken.None);
            delivered.AddRange(events.Select(waiting => waiting.Id));
        }

        return delivered;
    }
}
