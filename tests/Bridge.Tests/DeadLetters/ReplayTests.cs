using System.Text;
using Bridge.DeadLetters.Replays;
using Bridge.Storage;
using Bridge.Storage.Administration;
using Bridge.Support;

namespace Bridge.DeadLetters;

/// <summary>Sending dead letters again: interrupted, edited, and never twice.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class ReplayTests(string provider) : AdminFixture(provider)
{
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
        Assert.That(Encoding.UTF8.GetString(sent.Payload), Is.EqualTo(content));
        Assert.That(sent.Id, Is.EqualTo(AdminRig.IdOf(1)));
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
}
