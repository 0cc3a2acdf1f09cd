using Bridge.Support;

namespace Bridge.Storage;

/// <summary>What a store makes of the items of a batch that do not simply go out.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class IntakeBatchTests(string provider) : StoreFixture(provider)
{
    [Test]
    public async Task What_is_not_forwarded_is_seen_and_neither_queued_nor_counted_as_a_duplicate()
    {
        var hidden = Translations.Item(1) with { IsForwarded = false };

        var first = await TakeIn(hidden, Translations.Item(2));
        var again = await TakeIn(hidden);
        var shown = await TakeIn(Translations.Item(1));

        Assert.That(
            (first, again, shown),
            Is.EqualTo((new IntakeCounts(Queued: 1, 0, 0, 0), default(IntakeCounts), new IntakeCounts(0, Duplicates: 1, 0, 0)))
        );
        Assert.That(await Location.CountAsync("seen"), Is.EqualTo(2));
        Assert.That(await ClaimNumbers(10), Is.EqualTo("2"));
    }

    [Test]
    public async Task What_is_inferred_goes_out_unless_it_was_seen_and_dropping_it_is_not_counted()
    {
        var first = await TakeIn(Translations.Item(1), Translations.Item(2) with { IsInferred = true });
        var again = await TakeIn(Translations.Item(1) with { IsInferred = true }, Translations.Item(2));

        Assert.That(first, Is.EqualTo(new IntakeCounts(Queued: 2, 0, 0, 0)));
        Assert.That(again, Is.EqualTo(new IntakeCounts(0, Duplicates: 1, 0, 0)), "the one that was told");
        Assert.That(await ClaimNumbers(10), Is.EqualTo("1 2"));
    }

    [TestCase("chat.resolved", "ended_before")]
    [TestCase("contact.created", "told_before")]
    public void What_its_conversation_knows_under_another_id_is_told_as_no_duplicate(string name, string rule)
    {
        var repeated = Translations.Item(1) with { Name = name, IsRepeat = true };

        Assert.That(new Taken([repeated], [], [], 0).AllDropped([repeated]), Is.EqualTo(new[] { new DroppedItem(rule, repeated) }));
    }

    [Test]
    public async Task What_is_deferred_has_its_reason_beside_it()
    {
        var until = Bridge.Time.GetUtcNow() + TimeSpan.FromSeconds(30);
        await TakeIn(Translations.Item(1) with { ReplacedBy = Guid.NewGuid(), Deferral = new Deferral(DeferralReason.BetterCopy, until) });

        Assert.That(await Location.QueryAsync("SELECT reason FROM deferred"), Is.EqualTo("better copy"));
    }
}
