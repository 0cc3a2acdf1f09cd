using Bridge.Support;

namespace Bridge.Storage;

/// <summary>What a forwarder reads of a conversation without locking it may be no longer so when it writes.</summary>
[TestFixture(Category = Needs.Server)]
internal sealed class MovedConversationTests() : StoreFixture(StoreProvider.Postgres)
{
    private const string Locked = "(SELECT FROM conversations FOR UPDATE SKIP LOCKED) AS free";

    [Test]
    public async Task A_conversation_that_another_forwarder_moved_since_it_was_read_is_moved_anew()
    {
        await using var other = new StoreHost(Location.Address);
        await TakeIn(1, () => { });
        var reads = 0;

        var counts = await TakeIn(2, () => TakeFirst(1, ref reads, other.Store, 3));

        Assert.That((reads, counts.Queued), Is.EqualTo((2, 1)));
        Assert.That(await StatesAsync(), Is.EqualTo(new[] { Ids(1, 3, 2) }));
        Assert.That((await Claim(10)).Select(waiting => waiting.Name), Is.EquivalentTo(Names("contact.created", "message.received", 3)));
    }

    [Test]
    public async Task Where_that_happens_twice_in_a_row_conversations_are_locked_for_a_while_and_no_longer()
    {
        await using var other = new StoreHost(Location.Address);
        await TakeIn(1, () => { });
        Assert.That(await FreeWhileAsync(2), Is.EqualTo(1), "nobody else is there");

        var reads = 0;
        await TakeIn(3, () => TakeFirst(2, ref reads, other.Store, 4));
        Assert.That(reads, Is.EqualTo(3), "known, read and locked");
        Assert.That(await FreeWhileAsync(6), Is.Zero, "somebody was");

        for (var number = 7; number < 80; number++)
        {
            await TakeIn(number, () => { });
        }

        Assert.That(await FreeWhileAsync(80), Is.EqualTo(1), "they have gone");
    }

    [Test]
    public async Task What_somebody_erased_since_it_was_read_begins_anew()
    {
        await TakeIn(1, () => { });
        var reads = 0;

        await TakeIn(
            2,
            () =>
            {
                if (reads++ == 0)
                {
                    Location.ExecuteAsync("DELETE FROM people").GetAwaiter().GetResult();
                    Location.ExecuteAsync("DELETE FROM conversations").GetAwaiter().GetResult();
                }
            }
        );

        Assert.That(await StatesAsync(), Is.EqualTo(new[] { Ids(2) }));
    }

    private static void TakeFirst(int times, ref int reads, IStore store, int number)
    {
        if (reads++ < times)
        {
            TakeInAsync(store, number + reads - 1, () => { }).GetAwaiter().GetResult();
        }
    }

    /// <returns>How many conversations somebody else could have while one is moved.</returns>
    private async Task<long> FreeWhileAsync(int number)
    {
        var free = -1L;
        await TakeIn(number, () => free = Location.CountAsync(Locked).GetAwaiter().GetResult());
        return free;
    }

    private Task<IntakeCounts> TakeIn(int number, Action read) => TakeInAsync(Store, number, read);

    private static Task<IntakeCounts> TakeInAsync(IStore store, int number, Action read)
    {
        var item = Translations.Item(number) with
        {
            Conversation = Translations.Source,
            Clue = new PersonClue(new PersonId("waba", "+254712345678")),
        };
        return store.TakeInAsync(new IntakeBatch([item]) { Conversing = new ObservedConversing(read) }, CancellationToken.None);
    }

    private async Task<IEnumerable<string>> StatesAsync() =>
        (await Location.BlobsAsync("conversations", "state")).Select(state => string.Join(' ', CountedConversing.Read(state)));

    private static IEnumerable<string> Names(string once, string often, int times) => Enumerable.Repeat(often, times).Prepend(once);

    private static string Ids(params int[] numbers) => string.Join(' ', numbers.Select(IdOf));

    private static Guid IdOf(int number) => Translations.Item(number).Id;

    /// <summary>Tells when conversations have been read.</summary>
    private sealed class ObservedConversing(Action read) : CountedConversing
    {
        public override Conversed Converse(
            IReadOnlyList<TakenItem> items,
            IReadOnlyDictionary<ConversationRowKey, ConversationRow> conversations,
            IReadOnlyDictionary<Guid, KnownPerson> people
        )
        {
            read();
            return base.Converse(items, conversations, people);
        }
    }
}
