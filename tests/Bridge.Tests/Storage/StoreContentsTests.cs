using Bridge.Support;

namespace Bridge.Storage;

/// <summary>What a store holds of odd contents, and whom it blames when it does not hold them.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class StoreContentsTests(string provider) : StoreFixture(provider)
{
    private static readonly KnownPerson Person = new("+254712345678", "KE.1", null, null);

    [Test]
    public async Task Empty_text_is_text_and_an_empty_content_is_a_content()
    {
        var counts = await TakeIn(Item(IntakeKind.Event, 1) with { Name = "" }, Item(IntakeKind.Undeserialisable, 2));

        Assert.That((counts.Queued, counts.Undeserialisable), Is.EqualTo((1, 1)));
        Assert.That(await Claim(10), Has.One.Items.And.All.Property("Name").EqualTo("").And.All.Property("Payload").Empty);
        Assert.That(await Location.QueryAsync("SELECT COUNT(*) FROM dead_letters WHERE explanation = ''"), Is.EqualTo("1"));
    }

    [Test]
    public async Task People_are_found_again_under_ids_and_accounts_of_any_length_and_kind()
    {
        PersonId[] ids =
        [
            new("", "KE.1"),
            new("account", ""),
            new(Text(20_000), "KE.1"),
            new("a\0", "KE.1"),
            new("a\ud83d", "KE.1"),
            new("a\ufffd", "KE.1"),
            new("👍", Text(9_000)),
        ];

        await Store.TakeInAsync(
            new IntakeBatch([]) { People = ids.ToDictionary(id => id, KnownPerson? (_) => Person) },
            CancellationToken.None
        );

        Assert.That((await Store.FindPeopleAsync(ids, CancellationToken.None)).Keys, Is.EquivalentTo(ids));
    }

    [Test]
    public async Task What_a_rule_of_the_schema_refuses_is_the_contents_fault()
    {
        await Store.ProbeAsync(CancellationToken.None); // makes the schema
        await Location.ExecuteAsync(
            IsPostgres
                ? "ALTER TABLE events ADD CONSTRAINT refused CHECK (name <> 'odd')"
                : "CREATE TRIGGER refused BEFORE INSERT ON events WHEN NEW.name = 'odd' BEGIN SELECT RAISE(ABORT, 'refused'); END"
        );

        var refusal = Assert.ThrowsAsync<StorageException>(() => TakeIn(Item(IntakeKind.Event, 1) with { Name = "odd" }));

        Assert.That(refusal!.Fault, Is.EqualTo(StorageFault.Contents));
        Assert.That(refusal.Message, Does.Contain("refused").And.Not.Contain("odd"));
    }

    [Test]
    public async Task A_table_that_is_missing_is_the_stores_fault()
    {
        await Store.ProbeAsync(CancellationToken.None); // makes the schema
        await Location.ExecuteAsync("ALTER TABLE events RENAME TO events_away");

        var failure = Assert.ThrowsAsync<StorageException>(() => TakeIn(Item(IntakeKind.Event, 1)));

        Assert.That(failure!.Fault, Is.EqualTo(StorageFault.Store));
    }

    [TestCase("254712345678", "254712345678")]
    [TestCase("", "")]
    [TestCase("a\0", "sha256:")]
    public void An_id_is_its_own_key_unless_a_column_could_refuse_it(string id, string beginning) =>
        Assert.That(StoredText.Key(id), Does.StartWith(beginning).And.Length.LessThan(StoredText.LongestKey));

    [Test]
    public void Keys_of_long_ids_differ_as_the_ids_do()
    {
        var longest = Text(StoredText.LongestKey);

        Assert.That(StoredText.Key(longest), Is.EqualTo(longest));
        Assert.That(
            StoredText.Key(longest + "1"),
            Has.Length.LessThan(StoredText.LongestKey).And.Not.EqualTo(StoredText.Key(longest + "2"))
        );
    }

    [Test]
    public void A_text_for_people_is_cut_and_no_character_with_it()
    {
        var text = Text(StoredText.LongestKey - 2) + "👍 and more";

        Assert.That(StoredText.Cut(text), Is.EqualTo(Text(StoredText.LongestKey - 2) + "…"));
        Assert.That(StoredText.Cut("short"), Is.EqualTo("short"));
    }

    private static string Text(int length) => string.Concat(Enumerable.Range(0, length).Select(at => (char)('a' + (at * 7 % 23))));

    private static IntakeItem Item(IntakeKind kind, int number) =>
        new(
            kind,
            Translations.Event(number).Id,
            "message.received",
            "default",
            null,
            kind == IntakeKind.Event ? null : "",
            default,
            DateTimeOffset.UnixEpoch
        );
}
