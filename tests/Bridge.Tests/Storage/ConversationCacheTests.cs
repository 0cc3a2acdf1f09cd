using Bridge.Support;

namespace Bridge.Storage;

/// <summary>What the writer of a file still knows of conversations may be wrong by now; it must not be written.</summary>
internal sealed class ConversationCacheTests() : StoreFixture(StoreProvider.Sqlite)
{
    private static readonly PersonClue Clue = new(new PersonId("waba", "+254712345678"));

    [Test]
    public async Task Whoever_another_connection_erased_begins_anew()
    {
        await TakeInAsync(1);
        await TakeInAsync(2);
        await Location.ExecuteAsync("DELETE FROM conversations; DELETE FROM people");

        await TakeInAsync(3);

        Assert.That(await StatesAsync(), Is.EqualTo(new[] { Ids(3) }));
        Assert.That(await Location.CountAsync("people"), Is.EqualTo(1));
    }

    [Test]
    public async Task What_another_connection_wrote_is_gone_on_with()
    {
        await TakeInAsync(1);
        await TakeInAsync(2);
        await Location.ExecuteAsync($"UPDATE conversations SET state = CAST('{Ids(1)}' AS BLOB)");

        await TakeInAsync(3);

        Assert.That(await StatesAsync(), Is.EqualTo(new[] { Ids(1, 3) }));
    }

    [Test]
    public async Task Of_a_transaction_that_failed_nothing_is_kept()
    {
        await TakeInAsync(1);
        await Location.ExecuteAsync(
            "CREATE TRIGGER refuse BEFORE INSERT ON events WHEN NEW.name = 'refused' BEGIN SELECT RAISE(ABORT, 'refused'); END"
        );
        await TakeInAsync(2);
        Assert.That(async () => await TakeInAsync(3, "refused"), Throws.InstanceOf<StorageException>());

        await TakeInAsync(4);

        Assert.That(await StatesAsync(), Is.EqualTo(new[] { Ids(1, 2, 4) }));
    }

    private Task<IntakeCounts> TakeInAsync(int number, string name = "message.received") =>
        Store.TakeInAsync(
            new IntakeBatch([Translations.Item(number) with { Name = name, Conversation = Translations.Source, Clue = Clue }])
            {
                Conversing = CountedConversing.Instance,
            },
            CancellationToken.None
        );

    private async Task<IEnumerable<string>> StatesAsync() =>
        (await Location.BlobsAsync("conversations", "state")).Select(state => string.Join(' ', CountedConversing.Read(state)));

    private static string Ids(params int[] numbers) => string.Join(' ', numbers.Select(number => Translations.Item(number).Id));
}
