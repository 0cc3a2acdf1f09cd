using Bridge.Storage;
using Bridge.Storage.Sqlite;
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
        await TakeIn(1, (2 * SqliteStore.ForgetStep) + 1);
        _bridge.Time.Advance(TimeSpan.FromMinutes(10));
        await TakeIn(5001, 5003);
        await _bridge.StartAsync<SeenExpiry>();
        await Eventually.HoldsAsync(() => _bridge.Time.Timers.Count == 1, "expiry waits for its next minute");
        Assert.That(await _bridge.CountAsync("seen"), Is.EqualTo((2 * SqliteStore.ForgetStep) + 4));

        _bridge.Time.Advance(TimeSpan.FromDays(8) - TimeSpan.FromMinutes(9));

        await Eventually.HoldsAsync(async () => await _bridge.CountAsync("seen") == 3, "only the younger ids are left");
    }

    [Test]
    public async Task A_clock_that_is_set_a_year_forwards_makes_no_id_older()
    {
        await TakeIn(1, 3);
        await NextMinuteAsync();

        _bridge.Time.Set(TimeSpan.FromDays(400));
        await NextMinuteAsync();
        Assert.That((await TakeIn(1, 3)).Duplicates, Is.EqualTo(3));

        await RestartAsync();
        await NextMinuteAsync();
        Assert.That((await TakeIn(1, 3)).Duplicates, Is.EqualTo(3), "after a restart too");
    }

    [Test]
    public async Task Ids_that_were_taken_in_by_a_clock_a_year_ahead_keep_no_others_from_being_forgotten()
    {
        _bridge.Time.Set(TimeSpan.FromDays(400));
        await TakeIn(1, SqliteStore.ForgetStep + 1);
        _bridge.Time.Set(TimeSpan.FromDays(-400));
        await RestartAsync();
        await TakeIn(5001, 5003);
        await _bridge.StartAsync<SeenExpiry>();
        await Eventually.HoldsAsync(() => _bridge.Time.Timers.Count == 1, "expiry waits for its next minute");

        _bridge.Time.Advance(TimeSpan.FromDays(8) + TimeSpan.FromMinutes(1));

        await Eventually.HoldsAsync(async () => await _bridge.CountAsync("seen") == 0, "all are forgotten");
    }

    [Test]
    public async Task Ids_that_an_older_version_stamped_with_a_wrong_clock_are_forgotten()
    {
        await TakeIn(1, SqliteStore.ForgetStep + 1);
        await _bridge.Writer.RunAsync(
            session => session.Statement("UPDATE seen SET seen_at = seen_at + 400 * 86400000").Execute(),
            CancellationToken.None
        );

        await _bridge.StartAsync<SeenExpiry>();

        await Eventually.HoldsAsync(async () => await _bridge.CountAsync("seen") == 0, "all are forgotten");
    }

    /// <summary>With the clock as it is.</summary>
    private async Task RestartAsync()
    {
        var now = _bridge.Time.GetUtcNow();
        await _bridge.DisposeAsync();
        _bridge = new EmbeddedStore(_file);
        _bridge.Time.Advance(now - _bridge.Time.GetUtcNow());
    }

    private async Task NextMinuteAsync()
    {
        _bridge.Time.Advance(TimeSpan.FromMinutes(1));
        await _bridge.Store.ForgetSeenAsync(TimeSpan.FromDays(8), CancellationToken.None);
    }

    private Task<IntakeCounts> TakeIn(int from, int to) =>
        _bridge.Store.TakeInAsync([.. Translations.Items(from, to)], [], CancellationToken.None);
}
