using System.Text.Json.Nodes;
using Bridge.DeadLetters;
using Bridge.DeadLetters.Replays;
using Bridge.Storage;

namespace Bridge.Commands;

/// <summary>The commands that do something, as they behave where nobody can be asked: in a script, or with the output redirected.</summary>
public class DeadLettersActionTests : ApiFixture
{
    [SetUp]
    public void Fill() => Api.Admin.AddMany(3);

    [Test]
    public async Task A_replay_that_nobody_confirmed_is_a_plan_and_says_how_to_go_on()
    {
        Api.Admin.Warnings = ["The destination default is paused: 401."];

        var (exitCode, output, error) = await Api.TypeAsync("replay", "--reason", "refused");

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(output, Does.StartWith("3 to replay, received between 2026-03-01 12:00:00Z and 2026-03-01 12:00:00Z:\n"));
        Assert.That(error, Is.EqualTo("Nothing was replayed. There is nobody to ask without a terminal: add --yes to do it.\n"));
        Assert.That(
            output,
            Does.Match(@"(?m)^event +message\.read +3$")
                .And.Match(@"(?m)^reason +refused +3$")
                .And.Contain("""{"event":"message.read"}""")
                .And.Contain("Beware: The destination default is paused: 401.")
        );
        Assert.That(Api.Admin.LastOrder, Is.Null);
    }

    [Test]
    public async Task For_scripts_the_plan_is_JSON_that_can_be_started()
    {
        var (_, output, _) = await Api.TypeAsync("replay", "--all", "--json");

        var plan = JsonNode.Parse(output)!;
        Assert.That(((string?)plan["snapshot"], (long)plan["count"]!, (bool)plan["filter"]!["all"]!), Is.EqualTo(("snapshot-3", 3L, true)));
        Assert.That(Api.Admin.LastOrder, Is.Null);
    }

    [Test]
    public async Task A_confirmed_replay_is_watched_to_its_end()
    {
        var steps = new Queue<Func<Replay, Replay>>([
            replay => replay with { Released = 2, Delivered = 1, BlockedReason = "The collector rests." },
            replay => replay with { Released = 3, Delivered = 3, BlockedReason = null, State = ReplayState.Finished },
        ]);
        Api.Admin.Progress = replay => steps.Dequeue()(replay);

        var (exitCode, output, _) = await Api.TypeAsync("replay", "1", "2", "3", "--yes", "--rate", "10/s", "--why", "repaired");

        Assert.That(exitCode, Is.Zero);
        Assert.That(
            output.TrimEnd('\n').Split('\n'),
            Is.EqualTo(
                (string[])
                    [
                        "replay 1: 0 of 3 delivered, 0 died again, 0 on the way",
                        "replay 1: 1 of 3 delivered, 0 died again, 1 on the way. The collector rests.",
                        "replay 1: 3 of 3 delivered, 0 died again, 0 on the way",
                        "Replay 1 has ended: 3 of 3 delivered.",
                    ]
            )
        );
        Assert.That((Api.Admin.LastOrder!.Rate, Api.Admin.LastOrder.Why), Is.EqualTo((10, "repaired")));
    }

    [Test]
    public async Task A_replay_that_stopped_itself_is_watched_no_longer_and_says_why()
    {
        Api.Admin.Progress = replay =>
            replay with
            {
                State = ReplayState.Paused,
                Released = 2,
                Failed = 2,
                BlockedReason = FirstReplayed.AllDied,
            };

        var (exitCode, output, _) = await Api.TypeAsync("replay", "--all", "--yes");

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Does.EndWith($"2 died again, 0 on the way, stopped\n{FirstReplayed.AllDied}\n"));
    }

    [TestCase(ReplayState.Finished, 1, "Replay 1 has ended: 2 of 3 delivered, 1 died again.")]
    [TestCase(ReplayState.Cancelled, 0, "Replay 1 was cancelled: 2 of 3 delivered, 0 died again, the others are as dead as before.")]
    public async Task A_replay_that_was_not_delivered_whole_is_a_failure(object state, long failed, string sentence)
    {
        Api.Admin.Progress = replay => replay with { State = (ReplayState)state, Released = 3, Delivered = 2, Failed = failed };

        var (exitCode, output, _) = await Api.TypeAsync("replay", "--all", "--yes");

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Does.EndWith(sentence + "\n"));
    }

    [Test]
    public async Task For_scripts_a_watched_replay_is_one_JSON_object_at_its_end()
    {
        var (exitCode, output, _) = await Api.TypeAsync("replay", "--all", "--yes", "--json");

        var replay = JsonNode.Parse(output)!;
        Assert.That((exitCode, (string?)replay["state"], (long)replay["delivered"]!), Is.EqualTo((0, "finished", 3L)));
    }

    [Test]
    public async Task A_detached_replay_is_left_at_once()
    {
        var (exitCode, output, _) = await Api.TypeAsync("replay", "--all", "--yes", "--detach");

        Assert.That(
            (exitCode, output),
            Is.EqualTo((0, "Replay 1 of 3 has begun. Watch it with: meta-bridge dead-letters replays 1 --watch\n"))
        );
    }

    [Test]
    public async Task Ctrl_C_leaves_the_replay_running_and_says_so()
    {
        using var interrupt = new CancellationTokenSource();
        Api.Admin.Progress = replay =>
        {
            interrupt.Cancel();
            return replay;
        };

        var (exitCode, _, error) = await Api.TypeAsync(interrupt.Token, "replay", "--all", "--yes");

        Assert.That((exitCode, error), Is.EqualTo((0, "Replay 1 goes on. Watch it with: meta-bridge dead-letters replays 1 --watch\n")));
    }

    [Test]
    public async Task A_replay_that_cannot_be_watched_any_more_is_said_to_go_on()
    {
        Api.Admin.Progress = _ => throw new StorageException("The disk is busy.");

        var (exitCode, _, error) = await Api.TypeAsync("replay", "--all", "--yes");

        Assert.That(
            (exitCode, error),
            Is.EqualTo(
                (1, "The disk is busy. Replay 1 goes on as soon as it can. Watch it with: meta-bridge dead-letters replays 1 --watch\n")
            )
        );
    }

    [TestCase("--reason expired", 0)]
    [TestCase("99", 1)]
    public async Task Nothing_to_replay_is_a_failure_only_for_whoever_named_a_dead_letter(string arguments, int expected)
    {
        var (exitCode, _, error) = await Api.TypeAsync(["replay", .. arguments.Split(' '), "--yes"]);

        Assert.That((exitCode, error), Is.EqualTo((expected, "There is nothing to replay.\n")));
        Assert.That(Api.Admin.LastOrder, Is.Null);
    }

    [Test]
    public async Task Replays_are_listed_paused_resumed_and_cancelled()
    {
        Api.Admin.Progress = replay => replay;
        await Api.TypeAsync("replay", "--all", "--yes", "--detach", "--why", "repaired");

        var (_, list, _) = await Api.TypeAsync("replays");
        var (_, paused, _) = await Api.TypeAsync("replays", "1", "--pause", "--json");
        await Api.TypeAsync("replays", "1", "--resume");
        var (exitCode, cancelled, _) = await Api.TypeAsync("replays", "1", "--cancel");
        var (conflict, _, error) = await Api.TypeAsync("replays", "1", "--cancel");

        Assert.That(list, Does.Match(@"(?m)^1 +running +3 +0 +0 +2026-03-01 12:00:00Z +- +olga +repaired$"));
        Assert.That((string?)JsonNode.Parse(paused)!["state"], Is.EqualTo("paused"));
        Assert.That((exitCode, cancelled.Contains("cancelled", StringComparison.Ordinal)), Is.EqualTo((0, true)));
        Assert.That((conflict, error), Is.EqualTo((1, "Replay 1 is cancelled, and so cannot be cancelled.\n")));
    }

    [Test]
    public async Task Discarding_that_nobody_confirmed_shows_what_is_meant_and_does_nothing()
    {
        var (exitCode, output, error) = await Api.TypeAsync("discard", "--all");

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(output, Does.StartWith("3 dead letters:\n").And.Contain("g-message.read"));
        Assert.That(error, Does.StartWith("Nothing was discarded. ").And.Contain("add --yes"));
        Assert.That(Api.Admin.Audit, Is.Empty);
    }

    [Test]
    public async Task Dead_letters_are_discarded_and_restored()
    {
        var (discarding, discarded, _) = await Api.TypeAsync("discard", "1", "2", "--yes", "--why", "test events");
        var (restoring, restored, _) = await Api.TypeAsync("restore", "2", "--yes", "--json");

        var (_, again, _) = await Api.TypeAsync("restore", "--all", "--yes");

        Assert.That((discarding, discarded, again), Is.EqualTo((0, "Discarded 2 dead letters.\n", "Restored 1 dead letter.\n")));
        Assert.That((restoring, (long)JsonNode.Parse(restored)!["count"]!), Is.EqualTo((0, 1L)));
        Assert.That(Api.Admin.All.Select(deadLetter => deadLetter.Summary.State), Is.All.EqualTo(DeadLetterState.Dead));
    }

    [Test]
    public async Task A_limit_means_the_newest_of_them()
    {
        var (_, discarded, _) = await Api.TypeAsync("discard", "--reason", "refused", "--limit", "2", "--yes");
        var (_, none, _) = await Api.TypeAsync("discard", "--reason", "expired", "--limit", "2", "--yes");

        Assert.That((discarded, none), Is.EqualTo(("Discarded 2 dead letters.\n", "There is nothing to discard.\n")));
        Assert.That(
            Api.Admin.All.Select(deadLetter => deadLetter.Summary.State),
            Is.EqualTo((DeadLetterState[])[DeadLetterState.Dead, DeadLetterState.Discarded, DeadLetterState.Discarded])
        );
    }

    [TestCase("--reason expired", 0)]
    [TestCase("99", 1)]
    public async Task Nothing_to_discard_is_a_failure_only_for_whoever_named_a_dead_letter(string arguments, int expected)
    {
        var (exitCode, output, _) = await Api.TypeAsync(["discard", .. arguments.Split(' '), "--yes"]);
        var (asked, question, _) = await Api.TypeAsync(["discard", .. arguments.Split(' ')]);

        Assert.That((exitCode, output), Is.EqualTo((expected, "There is nothing to discard.\n")));
        Assert.That((asked, question), Is.EqualTo((expected, output)));
    }

    [Test]
    public async Task Erasing_wants_a_word_of_confirmation_and_tells_what_is_left_to_do()
    {
        var (asked, _, question) = await Api.TypeAsync("erase", "--user", "+254712345678");
        var left = Api.Admin.All.Count;
        var (exitCode, output, _) = await Api.TypeAsync("erase", "--user", "+254712345678", "--yes", "--why", "asked");

        Assert.That((asked, left), Is.EqualTo((2, 3)));
        Assert.That(question, Does.StartWith("Nothing was erased. ").And.Contain("add --yes"));
        Assert.That(
            (exitCode, output),
            Is.EqualTo(
                (
                    0,
                    "Erased: 3 dead letters, 1 waiting events, 2 deferred events, 3 ids.\nWhat is still on its way (4 groups of webhooks "
                        + "in the spool, the broker, receivers' spools, what Meta repeats) is erased as it arrives, until 2026-02-08 12:00 "
                        + "UTC. What left before is for the collector to erase, and for whoever else reads the events.\n"
                )
            )
        );
    }
}
