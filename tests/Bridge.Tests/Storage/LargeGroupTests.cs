using Bridge.Conversations;
using Bridge.Storage.Administration;
using Bridge.Support;

namespace Bridge.Storage;

/// <summary>
/// Of a large group conversations are reckoned before it is known what of it is new: they must become what they would if its items came one
/// by one.
/// </summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class LargeGroupTests(string provider) : StoreFixture(provider)
{
    private const string Account = "waba";
    private const int People = 30;

    private static readonly PersonClue Renamed = new(IdOf(500), Previous: IdOf(3));

    [TestCase(0, false, TestName = "{m}(all of it new)")]
    [TestCase(7, false, TestName = "{m}(some of it taken in before)")]
    [TestCase(0, true, TestName = "{m}(somebody has another number from now on)")]
    public async Task It_moves_conversations_as_its_items_one_by_one_would(int repeated, bool isLesson)
    {
        var before = Enumerable.Range(1, 60).Select(number => Item(number, number % 20)).ToList();
        var group = Enumerable.Range(61 - repeated, 120).Select(number => Item(number, number % People)).ToList();
        if (isLesson)
        {
            group[^1] = group[^1] with { Clue = Renamed };
        }

        await ImportAsync(Store, Bridge);
        await TakeInAsync(Store, before);
        await TakeInAsync(Store, group);

        await using var location = await StoreLocation.CreateAsync(IsPostgres ? StoreProvider.Postgres : StoreProvider.Sqlite);
        await using var oneByOne = new StoreHost(location.Address);
        await ImportAsync(oneByOne.Store, oneByOne);
        foreach (var item in before.Concat(group))
        {
            await TakeInAsync(oneByOne.Store, [item]);
        }

        Assert.That(await StatesAsync(Location), Is.EquivalentTo(await StatesAsync(location)));
        Assert.That(await Location.TextsAsync("events", "name"), Is.EquivalentTo(await location.TextsAsync("events", "name")));
        Assert.That((await Location.TextsAsync("events", "name")).Count(name => name == "contact.created"), Is.EqualTo(People - 2));
    }

    private static IntakeItem Item(int number, int person) =>
        Translations.Item(number) with
        {
            Conversation = Translations.Source,
            Clue = new PersonClue(IdOf(person)),
        };

    private static PersonId IdOf(int person) => new(Account, $"+2547000{person:D5}");

    /// <summary>One who writes in the first group, and one who writes for the first time in the large one.</summary>
    private static async Task ImportAsync(IStore store, StoreHost bridge)
    {
        await store.ProbeAsync(CancellationToken.None);
        KnownContact[] contacts = [new(IdOf(5).Id, null), new(IdOf(25).Id, null)];
        await bridge
            .Get<AdminDatabase>()
            .WriteAsync(connection => KnownContactTable.AddAsync(connection, Account, contacts), CancellationToken.None);
    }

    private static Task<IntakeCounts> TakeInAsync(IStore store, IReadOnlyList<IntakeItem> items) =>
        store.TakeInAsync(new IntakeBatch(items) { Conversing = CountedConversing.Instance }, CancellationToken.None);

    private static async Task<IEnumerable<string>> StatesAsync(StoreLocation location) =>
        (await location.BlobsAsync("conversations", "state"))
            .Where(state => state.Length > 0)
            .Select(state => string.Join(' ', CountedConversing.Read(state)));
}
