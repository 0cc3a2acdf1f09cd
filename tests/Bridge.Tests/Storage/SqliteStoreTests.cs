using Bridge.Storage.Sqlite;
using Bridge.Support;

namespace Bridge.Storage;

/// <summary>What only a SQLite store does; the rest is in <see cref="StoreTests"/>.</summary>
internal sealed class SqliteStoreTests
{
    [Test]
    public async Task Ids_are_forgotten_in_steps_oldest_first_and_only_when_old_enough()
    {
        using var file = new TemporaryDatabase();
        await using var bridge = new StoreHost(file.Path);
        await TakeIn(1, SqliteStore.ForgetStep + 4);
        bridge.Time.Advance(TimeSpan.FromDays(9));
        await TakeIn(5001, 5005);

        var steps = (await Forget(), await Forget(), await Forget());

        Assert.That(steps, Is.EqualTo((true, true, false)), "whether there may be more");
        Assert.That((await TakeIn(1, 5005)).Duplicates, Is.EqualTo(5));

        Task<bool> Forget() => bridge.Store.ForgetSeenAsync(TimeSpan.FromDays(8), CancellationToken.None);

        Task<IntakeCounts> TakeIn(int from, int to) =>
            bridge.Store.TakeInAsync([.. Translations.Items(from, to)], [], CancellationToken.None);
    }
}
