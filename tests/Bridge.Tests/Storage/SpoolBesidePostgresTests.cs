using Bridge.Intake;
using Bridge.Messaging;
using Bridge.Messaging.Spool;
using Bridge.Support;

namespace Bridge.Storage;

/// <summary>Without a broker, but with a database that others share: the spool is a file of its own.</summary>
[Category(Needs.Server)]
internal sealed class SpoolBesidePostgresTests
{
    private StoreLocation _location = null!;
    private TemporaryDatabase _file = null!;
    private EmbeddedStore _bridge = null!;

    [SetUp]
    public async Task Open()
    {
        _location = await StoreLocation.CreateAsync(StoreProvider.Postgres);
        _bridge = Start(_file = new TemporaryDatabase());
    }

    [TearDown]
    public async Task Close()
    {
        await _bridge.DisposeAsync();
        await _location.DisposeAsync();
        _file.Dispose();
    }

    [Test]
    public async Task What_was_spooled_is_taken_in_and_leaves_the_spool()
    {
        await Publish(1, 2);
        await Publish(2, 3);

        await _bridge.StartAsync<IntakeWorker>();
        await Eventually.HoldsAsync(() => _bridge.Spool.Bytes == 0, "the spool is drained");

        Assert.That(await _bridge.CountAsync("spool"), Is.Zero);
        Assert.That(await _location.CountAsync("events"), Is.EqualTo(3));
        Assert.That(await _bridge.CountAsync("events"), Is.Zero, "nothing but the spool is in the file");
    }

    [Test]
    public async Task A_crash_between_the_databases_commit_and_the_spools_doubles_nothing()
    {
        await Publish(1, 2);
        using var crashed = _file.AfterCrash();
        await _bridge.StartAsync<IntakeWorker>();
        await Eventually.HoldsAsync(() => _bridge.Spool.Bytes == 0, "the spool is drained");

        await using var restarted = Start(crashed);
        await restarted.StartAsync<IntakeWorker>();
        await Eventually.HoldsAsync(() => restarted.Spool.Bytes == 0, "the spool is drained again");

        Assert.That(await _location.CountAsync("events"), Is.EqualTo(2));
    }

    [Test]
    public async Task The_spool_says_by_itself_whether_it_is_ready()
    {
        await Publish(1);

        var status = await _bridge.Get<SpoolHealth>().CheckAsync(CancellationToken.None);

        Assert.That(
            (status.IsReady, status.Bytes, status.OldestReceivedAt),
            Is.EqualTo((true, _bridge.Spool.Bytes, _bridge.Time.GetUtcNow()))
        );
    }

    private EmbeddedStore Start(TemporaryDatabase file) =>
        new(file, ("Store:ConnectionString", _location.Address), ("Spool:Path", file.Path));

    private async Task Publish(params int[] numbers)
    {
        var translation = Translations.Of(numbers.Select(number => Translations.Event(number)));
        Assert.That(await _bridge.Publisher.PublishAsync(translation, CancellationToken.None), Is.EqualTo(PublishResult.Stored));
    }
}
