using Bridge.DeadLetters.Replays;
using Bridge.Messaging;
using Bridge.Storage;
using Bridge.Storage.Administration;
using Bridge.Support;
using Bridge.Translation;

namespace Bridge.DeadLetters;

/// <summary>Sending dead letters again: planned, interrupted, and never twice.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class ReplayTests(string provider) : AdminFixture(provider)
{
    [Test]
    public async Task A_plan_says_what_would_be_sent_and_changes_nothing()
    {
        await Rig.KillAsync(1, 3);
        await Rig.KillAsync(4, 4, name: "message.read", destination: "110045678901234");

        var plan = await Admin.PlanAsync(new DeadLetterFilter { Reason = "refused" }, CancellationToken.None);

        Assert.That(plan.Count, Is.EqualTo(4));
        Assert.That(plan.ByEvent, Is.EqualTo(new[] { new Share("message.received", 3), new Share("message.read", 1) }));
        Assert.That(plan.ByDestination, Is.EqualTo(new[] { new Share("default", 3), new Share("110045678901234", 1) }));
        Assert.That(
            plan.Sample,
            Has.Count.EqualTo(4).And.All.Property("Content").Contains("userId").And.All.Property("Content").Not.Contains("254712345678")
        );
        Assert.That(plan.Warnings, Has.Count.EqualTo(2).And.All.Contains("Nobody delivers to"));
        Assert.That(await Rig.ClaimAsync(), Is.Empty);
    }

    [Test]
    public async Task A_plan_foretells_what_is_readable_how_the_collector_is_and_how_long_it_takes()
    {
        await Rig.KillAsync(1, 3);
        await Rig.TakeInAsync(
            AdminRig.Unreadable(System.Text.Encoding.UTF8.GetString(new TextWebhook(77).Body)),
            AdminRig.Unreadable("{}", "the body has no entry")
        );
        await Rig.Get<AdminDatabase>()
            .WriteAsync(
                async connection =>
                {
                    var now = Rig.Time.GetUtcNow();
                    await connection.AddTotalAsync(FlowTally.Delivered, now, 60);
                    await GateTable.WriteAsync(connection, "p", [new GateReport { Destination = "default", State = "open" }], now);
                    return 0;
                },
                CancellationToken.None
            );

        var plan = await Admin.PlanAsync(new DeadLetterFilter(), CancellationToken.None);

        Assert.That(plan.Warnings, Is.Empty);
        Assert.That(
            plan.Forecast!.InWords(plan.Count),
            Is.EqualTo([
                "Of what was no event today's Bridge reads 1 of the newest 2; the others die again.",
                "The collector default is not paused, but took nothing yet.",
                "It takes about 5s, at 1 a second as lately.",
            ])
        );
        Assert.That(plan.Forecast.First, Is.EqualTo(plan.Sample[0].Id));
    }

    [Test]
    public async Task A_replay_sends_every_dead_letter_once_under_its_old_id_and_ends_when_all_arrived()
    {
        var deadLetters = await Rig.KillAsync(1, 3);
        Rig.Time.Advance(TimeSpan.FromDays(8));

        var replay = await Rig.ReplayAsync(new DeadLetterFilter());
        await Rig.StepAsync();
        var sent = await Rig.DeliverAsync();
        await Rig.StepAsync();

        Assert.That(sent.Select(one => one.Id), Is.EqualTo(new[] { AdminRig.IdOf(1), AdminRig.IdOf(2), AdminRig.IdOf(3) }));
        Assert.That(sent.Select(one => one.ReceivedAt), Has.All.EqualTo(Rig.Time.GetUtcNow()), "or it would expire at once");
        Assert.That(
            await Rig.FindReplayAsync(replay.Id),
            Has.Property("State").EqualTo(ReplayState.Finished).And.Property("Delivered").EqualTo(3).And.Property("Failed").EqualTo(0)
        );
        Assert.That(await Rig.ListAsync(new DeadLetterFilter { State = DeadLetterState.Replayed }), Is.EqualTo(deadLetters));
        Assert.That(
            (await Rig.FindAsync(deadLetters[0])).History.Select(note => note.What),
            Is.EqualTo(new[] { "received", "failed for the first time", $"replay {replay.Id}", "delivered" })
        );
        Assert.That(await Rig.AuditAsync(), Is.EqualTo(new[] { $"ada: replay 3 replay {replay.Id}: all dead letters" }));
    }

    [Test]
    public async Task A_double_click_and_two_people_replay_once()
    {
        await Rig.KillAsync(1, 2);
        var plan = await Admin.PlanAsync(new DeadLetterFilter(), CancellationToken.None);
        var order = new ReplayOrder(plan.Snapshot, plan.Filter, null, null);

        var started = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Admin.StartAsync(order, AdminRig.Operator, CancellationToken.None))
        );
        var other = await Rig.ReplayAsync(new DeadLetterFilter());
        for (var i = 0; i < 3; i++)
        {
            await Rig.StepAsync();
        }

        Assert.That(started.Select(replay => replay.Id).Distinct().Count(), Is.EqualTo(1));
        Assert.That(await Rig.DeliverAsync(), Has.Count.EqualTo(2));
        await Rig.StepAsync();
        Assert.That(
            await Rig.FindReplayAsync(other.Id),
            Has.Property("State").EqualTo(ReplayState.Finished).And.Property("Released").EqualTo(0)
        );
    }

    [Test]
    public async Task What_dies_after_the_plan_is_not_swept_in_nor_what_dies_again()
    {
        await Rig.KillAsync(1, 2);
        var plan = await Admin.PlanAsync(new DeadLetterFilter(), CancellationToken.None);
        Rig.Time.Advance(TimeSpan.FromSeconds(1));
        await Rig.KillAsync(3, 3);
        var replay = await Admin.StartAsync(
            new ReplayOrder(plan.Snapshot, plan.Filter, null, null),
            AdminRig.Operator,
            CancellationToken.None
        );

        await Rig.StepAsync();
        await Rig.RefuseAsync("still unknown", 422);
        await Rig.StepAsync();

        var deadLetters = (await Admin.ListAsync(new DeadLetterFilter(), null, 10, null, CancellationToken.None)).Items;
        Assert.That(await Rig.ClaimAsync(), Is.Empty);
        Assert.That(
            await Rig.FindReplayAsync(replay.Id),
            Has.Property("State").EqualTo(ReplayState.Finished).And.Property("Failed").EqualTo(2).And.Property("Total").EqualTo(2)
        );
        Assert.That(string.Join(' ', deadLetters.Select(deadLetter => deadLetter.Status)), Is.EqualTo("400 422 422"));
        Assert.That(string.Join(' ', deadLetters.Select(deadLetter => deadLetter.Attempts)), Is.EqualTo("1 2 2"));
    }

    [Test]
    public async Task An_event_of_the_same_kind_may_die_live_while_its_like_is_replayed()
    {
        await Rig.KillAsync(1, 2);
        await Rig.ReplayAsync(new DeadLetterFilter());
        await Rig.StepAsync();
        await Rig.QueueAsync(3, 3);

        await Rig.RefuseAsync("unknown event");

        Assert.That(await Rig.ListAsync(new DeadLetterFilter()), Has.Count.EqualTo(3));
        Assert.That(await Rig.Location.CountAsync("dead_letters"), Is.EqualTo(3));
    }

    [Test]
    public async Task A_crash_in_the_middle_sends_the_rest_and_nothing_twice()
    {
        await Rig.KillAsync(1, 1200);
        var replay = await Rig.ReplayAsync(new DeadLetterFilter());
        await Rig.StepAsync(); // the first go ahead
        var before = await Rig.DeliverAsync();
        await Rig.StepAsync();

        await Rig.RestartAsync();
        var after = new List<PendingEvent>();
        for (var i = 0; i < 4; i++)
        {
            await Rig.StepAsync();
            after.AddRange(await Rig.DeliverAsync());
        }

        Assert.That(before.Concat(after).Select(one => one.Id), Is.EquivalentTo(Enumerable.Range(1, 1200).Select(AdminRig.IdOf)));
        Assert.That((await Rig.FindReplayAsync(replay.Id)).State, Is.EqualTo(ReplayState.Finished));
    }

    [Test]
    public async Task Of_two_processes_one_carries_a_replay_out()
    {
        await Rig.KillAsync(1, 2);
        var replay = await Rig.ReplayAsync(new DeadLetterFilter());
        var database = Rig.Get<AdminDatabase>();
        var now = Rig.Time.GetUtcNow();

        var first = await LeaseAsync("one", now);
        var second = await LeaseAsync("two", now);
        var later = await LeaseAsync("two", now + TimeSpan.FromMinutes(1));
        var afterTheClockWasSetBack = await LeaseAsync("one", now - TimeSpan.FromDays(400));

        Assert.That((first, second, later, afterTheClockWasSetBack), Is.EqualTo((true, false, true, true)));

        Task<bool> LeaseAsync(string owner, DateTimeOffset at) =>
            database.WriteAsync(
                connection => ReplaySteps.LeaseAsync(connection, replay.Id, owner, at, at + TimeSpan.FromSeconds(15)),
                CancellationToken.None
            );
    }

    [Test]
    public async Task An_edited_dead_letter_is_sent_as_edited()
    {
        var id = (await Rig.KillAsync(1, 1))[0];
        var content = (await Rig.FindAsync(id, AdminRig.Operator)).Content.Replace("wamid.1", "wamid.2", StringComparison.Ordinal);
        await Admin.EditAsync(id, new DeadLetterEdit(content, 0, false, null), AdminRig.Operator, CancellationToken.None);

        await Rig.ReplayAsync(new DeadLetterFilter { Ids = [id] });
        await Rig.StepAsync();

        var sent = (await Rig.DeliverAsync()).Single();
        Assert.That(System.Text.Encoding.UTF8.GetString(sent.Payload), Is.EqualTo(content));
        Assert.That(sent.Id, Is.EqualTo(AdminRig.IdOf(1)));
    }

    [Test]
    public async Task What_was_unreadable_is_translated_again_as_it_would_be_today()
    {
        var webhook = System.Text.Encoding.UTF8.GetString(new TextWebhook(77).Body);
        await Rig.TakeInAsync(AdminRig.Unreadable(webhook), AdminRig.Unreadable("{}", "the body has no entry"));
        var deadLetters = await Rig.ListAsync(new DeadLetterFilter());

        var plan = await Admin.PlanAsync(new DeadLetterFilter(), CancellationToken.None);
        var replay = await Rig.ReplayAsync(new DeadLetterFilter());
        await Rig.StepAsync();
        await Rig.StepAsync();
        var sent = await Rig.DeliverAsync();
        await Rig.StepAsync();

        Assert.That(
            plan.Sample.Select(deadLetter => (deadLetter.Retranslation!.Events.Count > 0, deadLetter.Retranslation.Problem)),
            Is.EqualTo(new[] { (false, (string?)"the body has no entry"), (true, null) })
        );
        Assert.That(sent.Select(one => one.Name), Has.Some.EqualTo("message.received"));
        Assert.That(
            await Rig.FindReplayAsync(replay.Id),
            Has.Property("State").EqualTo(ReplayState.Finished).And.Property("Delivered").EqualTo(1).And.Property("Failed").EqualTo(1)
        );
        Assert.That(await Rig.ListAsync(new DeadLetterFilter()), Is.EqualTo(new[] { deadLetters[1] }));
        Assert.That((await Rig.FindAsync(deadLetters[0])).History[^1].What, Does.StartWith("translated, taken in as"));
    }

    [TestCase("""{"id":"9"}""", "the entry has no changes")]
    [TestCase("""{"id":"9","changes":[{"field":"messages"}]}""", "the change has no value")]
    public async Task What_was_kept_of_a_webhook_is_read_again_as_the_part_that_it_is(string entry, string problem)
    {
        var kept = EventBatchWriter.Items(Translated.Body($$"""{"entry":[{{entry}}]}""")).Read().Single();
        await Rig.TakeInAsync(AdminRig.Unreadable(System.Text.Encoding.UTF8.GetString(kept.Payload.Span), problem));

        var plan = await Admin.PlanAsync(new DeadLetterFilter(), CancellationToken.None);

        Assert.That(plan.Sample.Single().Retranslation!.Problem, Is.EqualTo(problem));
    }

    [Test]
    public async Task What_is_unreadable_still_failed_last_when_its_replay_found_that_out()
    {
        await Rig.TakeInAsync(AdminRig.Unreadable("{}", "the body has no entry"));
        var id = (await Rig.ListAsync(new DeadLetterFilter())).Single();
        var first = (await Rig.FindAsync(id)).Summary;

        Rig.Time.Advance(TimeSpan.FromHours(1));
        await Rig.ReplayAsync(new DeadLetterFilter());
        await Rig.StepAsync();
        await Rig.StepAsync();

        var again = (await Rig.FindAsync(id)).Summary;
        Assert.That(again.LastFailedAt, Is.EqualTo(first.LastFailedAt + TimeSpan.FromHours(1)));
        Assert.That(again.FirstFailedAt, Is.EqualTo(first.FirstFailedAt));
    }

    [Test]
    public async Task A_dead_letter_erased_on_its_way_does_not_keep_its_replay_waiting()
    {
        await Rig.KillAsync(1, 1);
        var replay = await Rig.ReplayAsync(new DeadLetterFilter());
        await Rig.StepAsync();

        await Admin.EraseAsync("+254712345678", null, AdminRig.Operator, CancellationToken.None);
        await Rig.StepAsync();

        Assert.That((await Rig.FindReplayAsync(replay.Id)).State, Is.EqualTo(ReplayState.Finished));
    }

    [Test]
    public async Task A_plan_whose_dead_letters_are_all_dealt_with_meanwhile_does_not_start()
    {
        await Rig.KillAsync(1, 1);
        var plan = await Admin.PlanAsync(new DeadLetterFilter(), CancellationToken.None);
        await Admin.DiscardAsync(new DeadLetterFilter(), null, AdminRig.Operator, CancellationToken.None);

        var refused = Assert.ThrowsAsync<AdminException>(() =>
            Admin.StartAsync(new ReplayOrder(plan.Snapshot, plan.Filter, null, null), AdminRig.Operator, CancellationToken.None)
        );

        Assert.That(refused!.Problem, Is.EqualTo(AdminProblem.Conflict));
        Assert.That(await Admin.GetReplaysAsync(CancellationToken.None), Is.Empty);
    }
}
