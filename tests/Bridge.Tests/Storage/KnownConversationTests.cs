using Bridge.Support;

namespace Bridge.Storage;

/// <summary>What a forwarder still knows of a conversation may be wrong by now; it must not be written.</summary>
[TestFixture(Category = Needs.Server)]
internal sealed class KnownConversationTests() : StoreFixture(StoreProvider.Postgres)
{
    private const string Account = "waba";

    private static readonly PersonId Number = new(Account, "+254712345678");
    private static readonly PersonId Bsuid = new(Account, "KE.1");
    private static readonly PersonId NextNumber = new(Account, "+254700000001");

    [Test]
    public async Task What_is_known_is_not_read_again()
    {
        await TakeInAsync(Store, (1, new PersonClue(Number)));
        await Location.ExecuteAsync("ALTER TABLE people RENAME TO hidden");

        await TakeInAsync(Store, (2, new PersonClue(Number)), (3, new PersonClue(Number)));

        await Location.ExecuteAsync("ALTER TABLE hidden RENAME TO people");
        Assert.That(await StatesAsync(), Is.EquivalentTo(new[] { Ids(1, 2, 3) }));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_number_that_another_forwarder_heard_given_up_leads_to_its_former_owner_no_more(bool isOwnerHeardMeanwhile)
    {
        await using var other = new StoreHost(Location.Address);
        await TakeInAsync(Store, (1, new PersonClue(Bsuid, SameAs: Number)));
        await TakeInAsync(Store, (2, new PersonClue(Number)));
        await LearnAsync(other.Store, 3, new PersonClue(NextNumber, Previous: Number));
        if (isOwnerHeardMeanwhile)
        {
            await TakeInAsync(Store, (4, new PersonClue(Bsuid)));
        }

        await TakeInAsync(Store, (5, new PersonClue(Number)));

        Assert.That(await StatesAsync(), Is.EquivalentTo(new[] { isOwnerHeardMeanwhile ? Ids(1, 2, 4) : Ids(1, 2), Ids(5) }));
    }

    [Test]
    public async Task Two_whom_another_forwarder_found_to_be_one_have_one_conversation()
    {
        await using var other = new StoreHost(Location.Address);
        await TakeInAsync(Store, (1, new PersonClue(Number)), (2, new PersonClue(Bsuid)));
        await TakeInAsync(other.Store, (3, new PersonClue(Bsuid, SameAs: Number)));

        await TakeInAsync(Store, (4, new PersonClue(Number)), (5, new PersonClue(Bsuid)));

        var state = (await StatesAsync()).Single().Split(' ');
        Assert.That(state, Is.EquivalentTo(Ids(1, 2, 3, 4, 5).Split(' ')));
    }

    [Test]
    public async Task Whoever_was_erased_begins_anew_also_while_others_are_kept_out()
    {
        await TakeInAsync(Store, (1, new PersonClue(Number)), (2, new PersonClue(NextNumber)));
        await Location.ExecuteAsync("DELETE FROM conversations; DELETE FROM people");
        await TakeInAsync(Store, (3, new PersonClue(Number)));

        await TakeInAsync(Store, (4, new PersonClue(NextNumber)));

        Assert.That(await StatesAsync(), Is.EquivalentTo(new[] { Ids(3), Ids(4) }));
    }

    [Test]
    public async Task After_a_failure_everything_is_read_again()
    {
        await TakeInAsync(Store, (1, new PersonClue(Number)));
        await Location.ExecuteAsync("ALTER TABLE events RENAME TO hidden");
        Assert.That(async () => await TakeInAsync(Store, (2, new PersonClue(Number))), Throws.InstanceOf<StorageException>());
        await Location.ExecuteAsync("ALTER TABLE hidden RENAME TO events");

        await Location.ExecuteAsync("ALTER TABLE people RENAME TO hidden");
        Assert.That(async () => await TakeInAsync(Store, (2, new PersonClue(Number))), Throws.InstanceOf<StorageException>(), "it is read");
    }

    private static Task<IntakeCounts> TakeInAsync(IStore store, params (int Number, PersonClue Clue)[] items) =>
        TakeInAsync(
            store,
            items.Select(item => Translations.Item(item.Number) with { Conversation = Translations.Source, Clue = item.Clue })
        );

    /// <summary>Of what is part of no conversation.</summary>
    private static Task<IntakeCounts> LearnAsync(IStore store, int number, PersonClue clue) =>
        TakeInAsync(store, [Translations.Item(number) with { Clue = clue }]);

    private static Task<IntakeCounts> TakeInAsync(IStore store, IEnumerable<IntakeItem> items) =>
        store.TakeInAsync(new IntakeBatch([.. items]) { Conversing = CountedConversing.Instance }, CancellationToken.None);

    private async Task<IEnumerable<string>> StatesAsync() =>
        (await Location.BlobsAsync("conversations", "state"))
            .Where(state => state.Length > 0)
            .Select(state => string.Join(' ', CountedConversing.Read(state)));

    private static string Ids(params int[] numbers) => string.Join(' ', numbers.Select(number => Translations.Item(number).Id));
}
