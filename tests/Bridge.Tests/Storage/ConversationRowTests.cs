using Bridge.Support;

namespace Bridge.Storage;

/// <summary>What every store does around conversations, whatever their reducer.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class ConversationRowTests(string provider) : StoreFixture(provider)
{
    private const string Phone = "+254712345678";
    private const string NewPhone = "+254700000001";
    private const string Bsuid = "KE.1";

    [Test]
    public async Task Each_fresh_item_moves_the_conversation_of_its_person_with_its_number_once()
    {
        await Converse(Of(1, Phone), Of(1, Phone), Of(2, Phone));
        await Converse(Of(2, Phone), Of(3, Phone), Of(4, Phone) with { Conversation = "20002" });

        Assert.That(await StatesAsync(), Is.EquivalentTo(new[] { Ids(1, 2, 3), Ids(4) }));
        Assert.That(await Location.CountAsync("people"), Is.EqualTo(1));
    }

    [Test]
    public async Task What_follows_from_a_conversation_goes_out_once_and_after_its_cause()
    {
        var first = await Converse(Of(1, Phone), Of(2, Phone));
        var second = await Converse(Of(3, Phone));

        Assert.That((first.Queued, second.Queued), Is.EqualTo((3, 1)));
        Assert.That(
            (await Claim(10)).Select(waiting => waiting.Name),
            Is.EqualTo((string[])["message.received", "contact.created", "message.received", "message.received"])
        );
    }

    [Test]
    public async Task What_nobody_forwards_moves_its_conversation_all_the_same()
    {
        await Converse(Of(1, Phone) with { IsForwarded = false });

        Assert.That(await StatesAsync(), Is.EqualTo(new[] { Ids(1) }));
        Assert.That((await Claim(10)).Select(waiting => waiting.Name), Is.EqualTo((string[])["contact.created"]));
    }

    [Test]
    public async Task What_is_deferred_moves_its_conversation_when_it_goes_out_and_never_when_a_better_one_came()
    {
        var until = Bridge.Time.GetUtcNow().AddSeconds(30);
        var deferral = new Deferral(DeferralReason.BetterCopy, until);
        await Converse(
            Of(1, Phone) with
            {
                ReplacedBy = Translations.Item(11).Id,
                Deferral = deferral,
            },
            Of(2, Phone) with
            {
                ReplacedBy = Translations.Item(12).Id,
                Deferral = deferral,
            }
        );
        await Converse(Of(12, Phone));

        var released = await Store.ReleaseDeferredAsync(until, 10, CountedConversing.Instance, CancellationToken.None);

        Assert.That(released, Is.EqualTo(1));
        Assert.That(await StatesAsync(), Is.EquivalentTo(new[] { Ids(1), Ids(12) }));
    }

    [Test]
    public async Task Two_people_who_turn_out_to_be_one_have_one_conversation_with_what_both_had()
    {
        await Converse(Of(1, Phone));
        await Converse(Of(2, Bsuid), Of(3, Bsuid) with { Conversation = "20002" });
        await Converse(Pair(4));
        await Converse(Of(5, Phone), Of(6, Bsuid));

        Assert.That(await StatesAsync(), Is.EquivalentTo(new[] { Ids(1, 2, 4, 5, 6), Ids(3) }));
        Assert.That(await Location.QueryAsync("SELECT COUNT(DISTINCT person) FROM people"), Is.EqualTo("1"));
    }

    [Test]
    public async Task A_group_that_names_somebody_by_both_ids_from_the_start_makes_one_person()
    {
        await Converse(Of(1, Phone), Of(2, Bsuid), Pair(3));

        Assert.That(await StatesAsync(), Is.EqualTo(new[] { Ids(1, 2, 3) }));
        Assert.That((await Claim(10)).Count(waiting => waiting.Name == "contact.created"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_conversation_goes_on_under_a_new_number_and_the_old_number_is_somebody_elses()
    {
        await Converse(Of(1, Phone));
        await Converse(Of(2, Phone), Moved(3), Of(4, NewPhone));
        await Converse(Of(5, NewPhone), Of(6, Phone));

        Assert.That(await StatesAsync(), Is.EquivalentTo(new[] { Ids(1, 2, 3, 4, 5), Ids(6) }));
    }

    [Test]
    public async Task A_new_number_that_was_heard_of_before_is_the_same_person()
    {
        await Converse(Of(1, NewPhone));
        await Converse(Of(2, Phone));
        await Converse(Moved(3));

        Assert.That(await StatesAsync(), Is.EqualTo(new[] { Ids(1, 2, 3) }));
    }

    [Test]
    public async Task A_move_that_is_told_again_takes_nothing_from_who_has_the_number_now()
    {
        await Converse(Of(1, Phone), Moved(2));
        await Converse(Of(3, Phone));
        await Converse(Moved(2));
        await Converse(Of(4, Phone), Of(5, NewPhone));

        Assert.That(await StatesAsync(), Is.EquivalentTo(new[] { Ids(1, 2, 5), Ids(3, 4) }));
    }

    [Test]
    public async Task Whoever_was_known_before_is_no_new_contact_under_any_of_their_ids()
    {
        await Store.ProbeAsync(CancellationToken.None);
        await Location.ExecuteAsync($"INSERT INTO known_contacts (id, account) VALUES ('{Phone}', '')");
        await Converse(Pair(1));
        await Converse(Of(2, NewPhone));

        Assert.That((await Claim(10)).Count(waiting => waiting.Name == "contact.created"), Is.EqualTo(1));
    }

    /// <remarks>
    /// PostgreSQL: four forwarders take in shuffled groups, in which some people are named by one id, some by the other, some by both. The
    /// SQLite file has one writer, which takes the groups one after the other.
    /// </remarks>
    [TestCase(false)]
    [TestCase(true)]
    public async Task Whoever_a_CRM_named_before_the_numbers_account_was_known_is_the_accounts_person(bool isKnownThereToo)
    {
        var people = Enumerable.Range(1, 700).Select(number => new PersonId(Translations.Source, $"+2547{number}")).ToList();
        await Converse([.. people.Select((id, place) => Of(1000 + place, "") with { Clue = new PersonClue(id) })]);
        await Converse([.. people.Where(_ => isKnownThereToo).Select((id, place) => Of(2000 + place, id.Id))]);

        await Store.RememberAccountAsync(Translations.Source, "waba", CountedConversing.Instance, CancellationToken.None);
        await Converse([.. people.Select((id, place) => Of(3000 + place, id.Id))]);

        int[] groups = isKnownThereToo ? [1000, 2000, 3000] : [1000, 3000];
        var told = people.Select((_, place) => Ids([.. groups.Select(group => group + place)]));
        Assert.That(await StatesAsync(), Is.EquivalentTo(told));
        Assert.That(await Location.TextsAsync("people", "account"), Has.Count.EqualTo(people.Count).And.All.EqualTo("waba"));
    }

    [Test]
    public async Task A_conversation_that_somebody_erased_begins_anew_beside_one_that_goes_on()
    {
        await Converse(Of(1, Phone), Of(2, NewPhone));
        await Location.ExecuteAsync($"DELETE FROM people WHERE id = '{Phone}'");
        await Location.ExecuteAsync("DELETE FROM conversations WHERE person NOT IN (SELECT person FROM people)");

        await Converse(Of(3, Phone), Of(4, NewPhone));

        Assert.That(await StatesAsync(), Is.EquivalentTo(new[] { Ids(3), Ids(2, 4) }));
    }

    [Test]
    public async Task Groups_that_share_people_in_any_order_are_taken_in_side_by_side()
    {
        const int People = 6;
        const int Items = 240;
        var random = new Random(20_261_128);
        var items = Enumerable
            .Range(1, Items)
            .Select(number => Somebody(number, person: number % People, named: number / People % 3))
            .ToArray();
        await using var others = new Others(IsPostgres ? 3 : 0, Location.Address);
        var forwarders = others.Stores.Append(Store).ToList();

        await Task.WhenAll(forwarders.Select(store => TakeInAll(store, Shuffled(items, random))));

        var states = (await Location.BlobsAsync("conversations", "state")).Select(state => CountedConversing.Read(state)).ToList();
        Assert.That(states, Has.Count.EqualTo(People));
        Assert.That(states.SelectMany(ids => ids), Is.EquivalentTo(items.Select(item => item.Id)));
        Assert.That(await Location.CountAsync("events WHERE name = 'message.received'"), Is.EqualTo(Items));
    }

    private static async Task TakeInAll(IStore store, IEnumerable<IntakeItem> items)
    {
        foreach (var group in items.Chunk(20))
        {
            await store.TakeInAsync(new IntakeBatch(group) { Conversing = CountedConversing.Instance }, CancellationToken.None);
        }
    }

    private static IntakeItem[] Shuffled(IntakeItem[] items, Random random)
    {
        var shuffled = items.ToArray();
        random.Shuffle(shuffled);
        return shuffled;
    }

    private static IntakeItem Somebody(int number, int person, int named)
    {
        var (bsuid, phone) = (new PersonId("waba", $"KE.{person}"), new PersonId("waba", $"+25470000000{person}"));
        return Of(number, "") with
        {
            Clue = named switch
            {
                0 => new PersonClue(phone),
                1 => new PersonClue(bsuid),
                _ => new PersonClue(bsuid, phone),
            },
        };
    }

    /// <summary>An item of a person who is named by one id.</summary>
    private static IntakeItem Of(int number, string id) =>
        Translations.Item(number) with
        {
            Conversation = Translations.Source,
            Clue = new PersonClue(new PersonId("waba", id)),
        };

    private static IntakeItem Pair(int number) =>
        Of(number, Bsuid) with
        {
            Clue = new PersonClue(new PersonId("waba", Bsuid), new PersonId("waba", Phone)),
        };

    private static IntakeItem Moved(int number) =>
        Of(number, NewPhone) with
        {
            Clue = new PersonClue(new PersonId("waba", NewPhone), Previous: new PersonId("waba", Phone)),
        };

    private Task<IntakeCounts> Converse(params IntakeItem[] items) =>
        Store.TakeInAsync(new IntakeBatch(items) { Conversing = CountedConversing.Instance }, CancellationToken.None);

    private async Task<IEnumerable<string>> StatesAsync() =>
        (await Location.BlobsAsync("conversations", "state")).Select(state => string.Join(' ', CountedConversing.Read(state).Order()));

    private static string Ids(params int[] numbers) => string.Join(' ', numbers.Select(number => Translations.Item(number).Id).Order());

    /// <summary>Other forwarders on the same store.</summary>
    private sealed class Others(int count, string address) : IAsyncDisposable
    {
        private readonly List<StoreHost> _hosts = [.. Enumerable.Range(0, count).Select(_ => new StoreHost(address))];

        public IEnumerable<IStore> Stores => _hosts.Select(host => host.Store);

        public async ValueTask DisposeAsync()
        {
            foreach (var host in _hosts)
            {
                await host.DisposeAsync();
            }
        }
    }
}
