using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Intake;

internal sealed class SeenExpiryTests
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
    public async Task Ids_are_forgotten_when_Meta_repeats_them_no_more_however_many_steps_it_takes()
    {
        await TakeIn(1, (2 * SqliteStore.ForgetStep) + 1, _bridge.Time.GetUtcNow());
        await TakeIn(5001, 5003, _bridge.Time.GetUtcNow().AddMinutes(10));
        await _bridge.StartAsync<SeenExpiry>();
        await Eventually.HoldsAsync(() => _bridge.Time.Timers.Count == 1, "expiry waits for its next minute");
        Assert.That(await _bridge.CountAsync("seen"), Is.EqualTo((2 * SqliteStore.ForgetStep) + 4));

        _bridge.Time.Advance(TimeSpan.FromDays(8) + TimeSpan.FromMinutes(1));

        await Eventually.HoldsAsync(async () => await _bridge.CountAsync("seen") == 3, "only the younger ids are left");
    }

    private Task<IntakeCounts> TakeIn(int from, int to, DateTimeOffset receivedAt) =>
        _bridge.Store.TakeInAsync([.. Translations.Items(from, to).Select(item => item with { ReceivedAt = receivedAt })], [], CancellationToken.None);
}
