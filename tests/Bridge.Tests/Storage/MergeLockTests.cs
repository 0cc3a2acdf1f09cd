using Bridge.Support;
using Npgsql;

namespace Bridge.Storage;

/// <summary>Whoever begins people holds no conversation meanwhile: somebody else may hold the people, and wait for that.</summary>
[TestFixture(Category = Needs.Server)]
internal sealed class MergeLockTests() : StoreFixture(StoreProvider.Postgres)
{
    private static readonly PersonId Here = new("waba", "+254712345678");
    private static readonly PersonId Erased = new("waba", "+254712345679");

    [Test]
    public async Task Whoever_is_gone_is_begun_before_other_conversations_are_held()
    {
        await TakeInAsync(Item(1, Here), Item(2, Erased));
        await TakeInAsync(Deferred(3, Here), Deferred(4, Erased));
        await Location.ExecuteAsync(
            $"DELETE FROM conversations USING people WHERE people.person = conversations.person AND {IsOf(Erased)}"
        );
        await Location.ExecuteAsync($"DELETE FROM people WHERE {IsOf(Erased)}");
        await using var other = await PostgresServer.ConnectAsync(Location.Address);
        await ExecuteAsync(other, "SET deadlock_timeout = '10ms'"); // this one is broken off, if any
        await using var transaction = await other.BeginTransactionAsync();
        await ExecuteAsync(
            other,
            $"INSERT INTO people (account, id, person) VALUES ('{Erased.Account}', '{Erased.Id}', '{Guid.CreateVersion7()}')"
        );

        var release = Store.ReleaseDeferredAsync(Bridge.Time.GetUtcNow(), NoLimit, new ReviveAll(), CancellationToken.None);
        await Eventually.HoldsAsync(IsAnybodyWaitingAsync, "the release waits for whoever begins the person");
        await ExecuteAsync(
            other,
            $"UPDATE conversations SET state = state FROM people WHERE people.person = conversations.person AND {IsOf(Here)}"
        );
        await transaction.CommitAsync();

        Assert.That(await release, Is.EqualTo(2));
        Assert.That(await StatesAsync(), Is.EquivalentTo(new[] { Ids(1, 3), Ids(4) }));
    }

    private static IntakeItem Item(int number, PersonId person) =>
        Translations.Item(number) with
        {
            Conversation = Translations.Source,
            Clue = new PersonClue(person),
        };

    private IntakeItem Deferred(int number, PersonId person) =>
        Item(number, person) with
        {
            ReplacedBy = Translations.Item(number).Id,
            Deferral = new Deferral(DeferralReason.RicherTwin, Bridge.Time.GetUtcNow().AddSeconds(-1)),
        };

    private Task<IntakeCounts> TakeInAsync(params IntakeItem[] items) =>
        Store.TakeInAsync(new IntakeBatch(items) { Conversing = new ReviveAll() }, CancellationToken.None);

    private async Task<bool> IsAnybodyWaitingAsync() =>
        await Location.QueryAsync("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
        != "0";

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string IsOf(PersonId person) => $"people.account = '{person.Account}' AND people.id = '{person.Id}'";

    private async Task<IEnumerable<string>> StatesAsync() =>
        (await Location.BlobsAsync("conversations", "state")).Select(state => string.Join(' ', CountedConversing.Read(state)));

    private static string Ids(params int[] numbers) => string.Join(' ', numbers.Select(number => Translations.Item(number).Id));

    /// <summary>What was deferred is of whom it was when it came.</summary>
    private sealed class ReviveAll : CountedConversing, IConversing
    {
        IntakeItem IConversing.Revive(IntakeItem item, ReadOnlyMemory<byte> about) =>
            item with
            {
                Conversation = Translations.Source,
                Clue = new PersonClue(item.Id == Translations.Item(3).Id ? Here : Erased),
            };
    }
}
