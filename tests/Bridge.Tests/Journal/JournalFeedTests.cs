using Bridge.DeadLetters;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Journal;

/// <summary>What becomes of events, page by page, in either store.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class JournalFeedTests(string provider) : JournalFixture(provider)
{
    [Test]
    public async Task It_begins_with_what_happens_from_now_on_and_tells_each_event_once()
    {
        await DeliverAsync(1);
        var start = await FollowAsync(null);
        await DeliverAsync(2);
        await Rig.KillAsync(3, 3);
        Rig.Time.Advance(TimeSpan.FromSeconds(2));

        var first = await FollowAsync(start.Last);
        var second = await FollowAsync(first.Last);

        Assert.That(start.Items, Is.Empty);
        Assert.That(
            first.Items.Select(entry => (entry.EventId, entry.Step.State)),
            Is.EqualTo([((Guid?)AdminRig.IdOf(2), "delivered"), (AdminRig.IdOf(3), "dead")])
        );
        Assert.That(second.Items, Is.Empty);
    }

    [Test]
    public async Task What_is_so_young_that_another_may_still_come_before_it_is_told_later()
    {
        await DeliverAsync(1);

        var young = await FollowAsync(0);
        Rig.Time.Advance(TimeSpan.FromSeconds(2));
        var old = await FollowAsync(young.Last);

        Assert.That((young.Items.Count, old.Items.Count), Is.EqualTo((0, 1)));
    }

    [Test]
    public async Task A_page_that_is_full_says_so_and_the_next_goes_on()
    {
        for (var number = 1; number <= JournalFeed.RowsOfPage + 1; number++)
        {
            await DeliverAsync(number);
        }

        Rig.Time.Advance(TimeSpan.FromSeconds(2));
        var first = await FollowAsync(0);
        var second = await FollowAsync(first.Last);

        Assert.That((first.Items.Count, first.IsFull), Is.EqualTo((JournalFeed.RowsOfPage, true)));
        Assert.That((second.Items.Count, second.IsFull), Is.EqualTo((1, false)));
    }

    [TestCase("message.*", 2)]
    [TestCase("message.read", 1)]
    [TestCase("contact.*", 0)]
    public async Task Events_can_be_chosen_by_name(string name, int expected)
    {
        await Rig.QueueAsync(1, 1);
        await Rig.QueueAsync(2, 2, name: "message.read");
        await Rig.DeliverAsync();
        Rig.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.That((await FollowAsync(0, name)).Items, Has.Count.EqualTo(expected));
    }

    [Test]
    public async Task A_person_is_followed_by_operators_alone_and_the_audit_says_so_once_an_hour()
    {
        await DeliverAsync(1);
        Rig.Time.Advance(TimeSpan.FromSeconds(2));

        var theirs = await FollowAsync(0, user: "254712345678");
        var others = await FollowAsync(0, user: "254700000009");

        Assert.That((theirs.Items.Count, others.Items.Count), Is.EqualTo((1, 0)));
        Assert.That(await Rig.AuditAsync(), Is.EqualTo(["olga: tail 1 a person's events, for an hour"]));
        Assert.That(
            async () => await FollowAsync(0, user: "254712345678", asker: Vera),
            Throws.TypeOf<AdminException>().With.Property(nameof(AdminException.Problem)).EqualTo(AdminProblem.Forbidden)
        );
    }

    [Test]
    public async Task A_viewer_sees_events_about_messages_without_ids()
    {
        await Rig.QueueAsync(1, 1);
        await Rig.QueueAsync(2, 2, name: "contact.created");
        await Rig.DeliverAsync();
        Rig.Time.Advance(TimeSpan.FromSeconds(2));

        var entry = (await FollowAsync(0, asker: Vera)).Items.Single();

        Assert.That((entry.EventId, entry.Event), Is.EqualTo(((Guid?)null, "message.received")));
    }

    private async Task DeliverAsync(int number)
    {
        await Rig.QueueAsync(number, number);
        await Rig.DeliverAsync();
    }

    private Task<JournalPage> FollowAsync(long? after, string? name = null, string? user = null, Asker? asker = null) =>
        Rig.Get<IEventTracer>().FollowAsync(new FeedFilter(name, user), after, asker ?? Olga, CancellationToken.None);
}
