using Bridge.DeadLetters.Replays;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.DeadLetters;

/// <summary>How fast a replay goes, what goes before it, and how it is stopped.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class ReplayPaceTests(string provider) : AdminFixture(provider)
{
    [Test]
    public async Task A_rate_is_kept_over_any_while()
    {
        await Rig.KillAsync(1, 400);
        var replay = await Rig.ReplayAsync(new DeadLetterFilter(), rate: 50);

        for (var i = 0; i < 40; i++)
        {
            await Rig.StepAsync();
            await Rig.DeliverAsync();
            Rig.Time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.That((await Rig.FindReplayAsync(replay.Id)).Released, Is.EqualTo(200).Within(10).Percent);
    }

    [Test]
    public async Task No_more_dead_letters_are_on_their_way_than_live_events_can_stand_behind()
    {
        await Rig.KillAsync(1, ReplayRun.MostOnTheWay + 500);
        var replay = await Rig.ReplayAsync(new DeadLetterFilter());

        for (var i = 0; i < 15; i++)
        {
            await Rig.StepAsync();
            Rig.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.That(await Rig.ClaimAsync(), Has.Count.EqualTo(ReplayRun.MostOnTheWay));
        Assert.That((await Rig.FindReplayAsync(replay.Id)).BlockedReason, Does.Contain("have not arrived yet"));
    }

    [Test]
    public async Task Live_events_that_wait_go_first_and_other_collectors_are_not_held_up_by_that()
    {
        await Rig.KillAsync(1, 2);
        await Rig.KillAsync(3, 4, destination: "110045678901234");
        await Rig.QueueAsync(5, 5);
        Rig.Time.Advance(TimeSpan.FromSeconds(5));
        var replay = await Rig.ReplayAsync(new DeadLetterFilter());

        for (var i = 0; i < 3; i++)
        {
            await Rig.StepAsync();
            Rig.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var blockedReason = (await Rig.FindReplayAsync(replay.Id)).BlockedReason;
        var other = await Rig.DeliverAsync("110045678901234");
        var live = await Rig.DeliverAsync();
        await Rig.StepAsync();

        Assert.That(blockedReason, Is.EqualTo("Live events wait for default and go first."));
        Assert.That(other, Has.Count.EqualTo(2));
        Assert.That(live, Has.Count.EqualTo(1));
        Assert.That(await Rig.DeliverAsync(), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_replay_of_which_the_first_all_die_again_stops_itself_and_kills_no_more_until_somebody_resumes_it()
    {
        await Rig.KillAsync(1, 100);
        var replay = await Rig.ReplayAsync(new DeadLetterFilter());
        await Rig.StepAsync();
        var first = await Rig.ClaimAsync();
        await Rig.Store.DeadLetterAsync(
            [.. first.Select(one => new DeadEvent(one, DeadReason.Refused, 400, "still unknown", Rig.Time.GetUtcNow()))],
            CancellationToken.None
        );
        await Rig.StepAsync();
        await Rig.StepAsync();
        var stopped = await Rig.FindReplayAsync(replay.Id);
        var meanwhile = await Rig.ClaimAsync();

        await Admin.ResumeAsync(replay.Id, AdminRig.Operator, CancellationToken.None);
        await Rig.StepAsync();

        Assert.That(first, Has.Count.EqualTo(FirstReplayed.Count));
        Assert.That((stopped.State, stopped.Failed, stopped.BlockedReason), Is.EqualTo((ReplayState.Paused, 20, FirstReplayed.AllDied)));
        Assert.That(meanwhile, Is.Empty);
        Assert.That(await Rig.AuditAsync(), Has.Some.StartsWith("replay: pause replay 80"));
        Assert.That(await Rig.ClaimAsync(), Has.Count.EqualTo(80));
        Assert.That(await Rig.FindReplayAsync(replay.Id), Has.Property("State").EqualTo(ReplayState.Running));
    }

    [Test]
    public async Task The_others_do_not_wait_for_ever_for_first_ones_of_which_nothing_is_heard()
    {
        await Rig.KillAsync(1, 100);
        await Rig.ReplayAsync(new DeadLetterFilter());
        await Rig.StepAsync();
        await Rig.StepAsync();
        var atFirst = await Rig.ClaimAsync();

        Rig.Time.Advance(FirstReplayed.Alone);
        await Rig.StepAsync();

        Assert.That(atFirst, Has.Count.EqualTo(FirstReplayed.Count));
        Assert.That(await Rig.ClaimAsync(), Has.Count.EqualTo(80));
    }

    [Test]
    public async Task A_paused_replay_hands_out_nothing_until_it_is_resumed()
    {
        await Rig.KillAsync(1, 2);
        var replay = await Rig.ReplayAsync(new DeadLetterFilter());
        await Admin.PauseAsync(replay.Id, AdminRig.Operator, CancellationToken.None);
        await Rig.StepAsync();
        var whilePaused = await Rig.ClaimAsync();

        await Admin.ResumeAsync(replay.Id, AdminRig.Operator, CancellationToken.None);
        await Rig.StepAsync();

        Assert.That(whilePaused, Is.Empty);
        Assert.That(await Rig.ClaimAsync(), Has.Count.EqualTo(2));
        Assert.That(await Rig.AuditAsync(), Has.Some.StartsWith("ada: pause replay 2").And.Some.StartsWith("ada: resume replay 2"));
    }

    [Test]
    public async Task A_cancelled_replay_leaves_the_rest_as_dead_as_before()
    {
        await Rig.KillAsync(1, 820);
        var replay = await Rig.ReplayAsync(new DeadLetterFilter());
        await Rig.StepAsync();
        await Rig.DeliverAsync();
        await Rig.StepAsync();

        await Admin.CancelAsync(replay.Id, AdminRig.Operator, CancellationToken.None);
        await Rig.StepAsync();
        var sent = await Rig.DeliverAsync();

        Assert.That(sent, Has.Count.EqualTo(ReplayRun.MostPerStep));
        Assert.That(
            await Rig.Store.CountDeadLettersAsync(CancellationToken.None),
            Is.EqualTo(new Dictionary<string, long> { ["refused"] = 300 })
        );
        Assert.That(
            await Rig.FindReplayAsync(replay.Id),
            Has.Property("State").EqualTo(ReplayState.Cancelled).And.Property("Delivered").EqualTo(520)
        );
        Assert.That(
            Assert.ThrowsAsync<AdminException>(() => Admin.ResumeAsync(replay.Id, AdminRig.Operator, CancellationToken.None))!.Message,
            Is.EqualTo($"Replay {replay.Id} is cancelled, and so cannot be resumed.")
        );
    }
}
