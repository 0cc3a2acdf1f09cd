using Bridge.DeadLetters;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Journal;

/// <summary>What became of events, as either store tells it.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class EventTracerTests(string provider) : JournalFixture(provider)
{
    [Test]
    public async Task A_message_that_was_delivered_tells_when_to_whom_and_with_which_status()
    {
        await Rig.QueueAsync(1, 2);
        await Rig.DeliverAsync();

        var told = (await TraceAsync("wamid.1")).Events.Single();

        var delivered = told.Steps.Single();
        Assert.That((told.EventId, told.Event, told.State), Is.EqualTo((AdminRig.IdOf(1), "message.received", "delivered")));
        Assert.That(delivered, Is.EqualTo(new TraceStep(Rig.Time.GetUtcNow(), "delivered", null, "default", "collector.test", 200, 1)));
    }

    [Test]
    public async Task An_event_is_found_where_it_waits_and_where_it_is_dead_and_after_its_replay_with_all_its_way()
    {
        await Rig.QueueAsync(1, 1);
        var id = AdminRig.IdOf(1).ToString();
        var waiting = (await TraceAsync(id)).Events.Single();
        var number = (await Rig.RefuseAsync("no")).Single();
        var dead = (await TraceAsync(id)).Events.Single();
        Rig.Time.Advance(TimeSpan.FromMinutes(1));
        await Rig.ReplayAsync(new DeadLetterFilter());
        await Rig.StepAsync();
        var again = (await TraceAsync(id)).Events.Single();
        await Rig.DeliverAsync();

        var whole = (await TraceAsync(id)).Events.Single();

        Assert.That((waiting.State, dead.State, again.State, whole.State), Is.EqualTo(("waiting", "dead", "waiting", "delivered")));
        Assert.That(
            (dead.Steps.Single().Why, dead.Steps.Single().Status, dead.Steps.Single().DeadLetter),
            Is.EqualTo(("refused", 400, number))
        );
        Assert.That(whole.Steps.Select(step => step.State), Is.EqualTo(["dead", "delivered"]));
    }

    [Test]
    public async Task What_came_twice_is_delivered_and_its_repetition_dropped()
    {
        await Rig.QueueAsync(1, 1);
        await Rig.DeliverAsync();
        Rig.Time.Advance(TimeSpan.FromMinutes(5));
        await Rig.QueueAsync(1, 1);

        var told = (await TraceAsync("wamid.1")).Events.Single();

        Assert.That(told.State, Is.EqualTo("delivered"));
        Assert.That(told.Steps.Select(step => (step.State, step.Why)), Is.EqualTo([("delivered", null), ("dropped", "duplicate")]));
    }

    [Test]
    public async Task What_nobody_forwards_tells_the_rule()
    {
        await Rig.TakeInAsync(AdminRig.Item(1) with { IsForwarded = false });

        var told = (await TraceAsync("wamid.1")).Events.Single();

        Assert.That((told.State, told.Steps.Single().Why), Is.EqualTo(("dropped", "not_forwarded")));
    }

    [Test]
    public async Task What_is_deferred_tells_for_what_and_until_when()
    {
        var until = Rig.Time.GetUtcNow() + TimeSpan.FromSeconds(30);
        await Rig.TakeInAsync(
            AdminRig.Item(1) with
            {
                ReplacedBy = AdminRig.IdOf(2),
                Deferral = new Deferral(DeferralReason.BetterCopy, until),
            }
        );

        var told = (await TraceAsync("wamid.1")).Events.Single();

        Assert.That((told.State, told.Steps.Single().Why, told.Steps.Single().Until), Is.EqualTo(("deferred", "better copy", until)));
    }

    [Test]
    public async Task What_the_journal_knows_no_more_was_taken_in_once()
    {
        await Rig.QueueAsync(1, 1);
        await Rig.DeliverAsync();
        await Rig.Location.ExecuteAsync("DELETE FROM journal");

        var told = (await TraceAsync(AdminRig.IdOf(1).ToString())).Events.Single();
        var never = await TraceAsync(AdminRig.IdOf(2).ToString());

        Assert.That(told.State, Is.EqualTo("taken in"));
        Assert.That((never.Events.Count, never.JournalSince), Is.EqualTo((0, (DateTimeOffset?)null)));
    }

    [TestCase("msg:{0}:wamid.1", "message.received")]
    [TestCase("st:{0}:wamid.1:failed", "message.failed")]
    [TestCase("st:{0}:wamid.1:failed:131026", "message.failed")]
    [TestCase("st:{0}:wamid.1:failed:2593109", "message.failed")]
    public async Task A_message_the_journal_knows_no_more_is_found_by_the_ids_its_events_have(string key, string name)
    {
        await Rig.TakeInAsync(AdminRig.Item(1) with { Id = Core.Events.EventId.From(string.Format(null, key, Translations.Source)) });
        await Rig.DeliverAsync();
        await Rig.Location.ExecuteAsync("DELETE FROM journal");
        await Rig.Location.ExecuteAsync(
            $"INSERT INTO number_accounts (number, account) VALUES ('{Translations.Source}', '102290129340398')"
        );

        var told = (await TraceAsync("wamid.1")).Events.Single();

        Assert.That((told.Event, told.State), Is.EqualTo((name, "taken in")));
    }

    [Test]
    public async Task A_person_is_found_wherever_their_events_are_and_the_search_is_in_the_audit_without_them()
    {
        await Rig.QueueAsync(1, 1);
        await Rig.DeliverAsync();
        await Rig.KillAsync(2, 2);
        await Rig.QueueAsync(3, 3);

        var trace = await TraceAsync("254712345678");

        Assert.That(trace.Events.Select(told => told.State), Is.EquivalentTo(["delivered", "dead", "waiting"]));
        Assert.That(await Rig.AuditAsync(), Is.EqualTo(["olga: trace 3 a person"]));
    }

    [TestCase("+254712345678")]
    [TestCase("US.13491208655302741918")]
    [TestCase("messenger:24512345678901")]
    [TestCase("+254712345678\"")]
    [TestCase("\"userId\":\"+25471")]
    [TestCase("Dear Jane, your HIV")]
    [TestCase("wamid.G1:254711111111")]
    [TestCase("zz-175678")]
    [TestCase("0a4ec6a0-6a24-8b4e-8a6f-2f6f1d1f0d11")]
    public void A_viewer_may_search_for_nothing_with_which_people_could_be_tried_out(string sought)
    {
        var refusal = Assert.ThrowsAsync<AdminException>(() => Rig.Get<IEventTracer>().TraceAsync(sought, Vera, CancellationToken.None));

        Assert.That(refusal!.Problem, Is.EqualTo(AdminProblem.Forbidden));
    }

    [Test]
    public async Task A_viewer_sees_events_about_messages_without_ids_and_no_event_whose_id_a_number_may_make()
    {
        await Rig.QueueAsync(1, 1);
        await Rig.QueueAsync(2, 2, name: "contact.created");
        await Rig.DeliverAsync();

        var message = await TraceAsync("wamid.1", Vera);

        Assert.That((message.Events.Single().EventId, message.Events.Single().State), Is.EqualTo(((Guid?)null, "delivered")));
        Assert.That((await TraceAsync(AdminRig.IdOf(2).ToString())).Events, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_message_is_found_by_its_whole_id_alone_wherever_its_event_is()
    {
        await Rig.KillAsync(1, 1);
        await Rig.QueueAsync(2, 2);

        Assert.That((await TraceAsync("wamid.1", Vera)).Events, Has.Count.EqualTo(1));
        Assert.That((await TraceAsync("wamid.2", Vera)).Events, Has.Count.EqualTo(1));
        Assert.That((await TraceAsync("wamid.")).Events, Is.Empty);
        Assert.That((await TraceAsync("amid.1")).Events, Is.Empty);
    }

    [TestCase("")]
    [TestCase("abc")]
    public void What_is_no_id_is_refused_with_what_to_name(string typed)
    {
        var refusal = Assert.ThrowsAsync<AdminException>(() => Rig.Get<IEventTracer>().TraceAsync(typed, Olga, CancellationToken.None));

        Assert.That(refusal!.Message, Does.StartWith("Name a message (wamid), an event id, or a person"));
    }

    private Task<Trace> TraceAsync(string sought, Asker? asker = null) =>
        Rig.Get<IEventTracer>().TraceAsync(sought, asker ?? Olga, CancellationToken.None);
}
