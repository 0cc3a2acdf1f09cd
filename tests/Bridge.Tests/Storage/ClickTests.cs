using Bridge.Core.Attribution;
using Bridge.Core.Events;
using Bridge.Support;

namespace Bridge.Storage;

/// <summary>Whose a click was is known for a while.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class ClickTests(string provider) : StoreFixture(provider)
{
    private static readonly PersonId Wanjiku = new("102290129340398", "KE.1");
    private static readonly Guid Click = Storage.Click.IdOf(Wanjiku.Account, "ARA1");

    [Test]
    public async Task It_is_found_again_by_the_account_and_Metas_id_of_it_also_after_a_restart()
    {
        await TakeIn(Clicked(1, "ARA1"), Clicked(2, "ARA1"));
        await Restart();

        var found = await Store.FindClicksAsync([Click, Storage.Click.IdOf("another", "ARA1")], CancellationToken.None);

        Assert.That(found, Is.EquivalentTo(new Dictionary<Guid, PersonId> { [Click] = Wanjiku }));
    }

    [Test]
    public async Task What_moves_no_conversation_tells_of_no_click()
    {
        await TakeIn(Clicked(1, "ARA1") with { Conversation = null });

        Assert.That(await Store.FindClicksAsync([Click], CancellationToken.None), Is.Empty);
    }

    [Test]
    public async Task Those_from_before_are_forgotten_and_the_others_are_not()
    {
        await TakeIn(Clicked(1, "ARA1"), Clicked(2, "ARA2", days: 1));

        var isMore = await Store.ForgetClicksAsync(Bridge.Time.GetUtcNow().AddHours(1), CancellationToken.None);

        Assert.That(isMore, Is.False);
        Assert.That(
            (await Store.FindClicksAsync([Click, Storage.Click.IdOf(Wanjiku.Account, "ARA2")], CancellationToken.None)).Keys,
            Is.EqualTo([Storage.Click.IdOf(Wanjiku.Account, "ARA2")])
        );
    }

    private IntakeItem Clicked(int number, string click, int days = 0)
    {
        var item = Translations.Item(number);
        return item with
        {
            Conversation = item.Source,
            Clue = new PersonClue(Wanjiku),
            About = new EventSubject(
                Wanjiku.Id,
                Wanjiku.Account,
                item.Source,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                Bridge.Time.GetUtcNow().AddDays(days)
            )
            {
                Step = new ConversationStep(StepKind.Inbound) { Touch = new Touch("ad", "1", click, null) },
            },
        };
    }
}
