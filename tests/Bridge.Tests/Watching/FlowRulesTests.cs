using Bridge.Intake;
using Bridge.Storage;
using Bridge.Storage.Administration;

namespace Bridge.Watching;

/// <summary>What counts as wrong with the flow, and which of it is worst.</summary>
public class FlowRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly FlowState Well = new(Now, [Gate("open")], [new Forwarder("host:1", Now)], FlowSample.None)
    {
        Spool = (10, 100),
        Disk = (1000, 100),
        Answers = new AnswerShare(10_000, 100),
        DeadGrowth = 99,
    };

    [Test]
    public void Nothing_is_wrong_at_the_bounds() =>
        Assert.That(Kinds(Well with { Sample = Waiting(5, TimeSpan.FromMinutes(15)) }), Is.Empty);

    [Test]
    public void Each_kind_is_found_just_beyond_its_bound()
    {
        Assert.That(Kinds(Well with { Sample = Waiting(5, TimeSpan.FromMinutes(16)) }), Is.EqualTo(new[] { FindingKind.WaitingTooLong }));
        Assert.That(Kinds(Well with { Gates = [Gate("open"), Gate("paused")] }), Is.EqualTo(new[] { FindingKind.DestinationPaused }));
        Assert.That(
            Kinds(Well with { Forwarders = [], Sample = Waiting(1, TimeSpan.Zero) }),
            Is.EqualTo(new[] { FindingKind.NobodyForwards })
        );
        Assert.That(
            Kinds(Well with { Forwarders = [new Forwarder("host:1", Now), new Forwarder("host:2", Now.AddSeconds(-13))] }),
            Is.EqualTo(new[] { FindingKind.ForwarderSilent })
        );
        Assert.That(
            Kinds(Well with { Receivers = [new Receiver("host", Now.AddSeconds(-59)), new Receiver("other", Now.AddSeconds(-60))] }),
            Is.EqualTo(new[] { FindingKind.ReceiverSilent })
        );
        Assert.That(Kinds(Well with { StuckQueue = ("bridge.forward", 822) }), Is.EqualTo(new[] { FindingKind.NobodyForwards }));
        Assert.That(Kinds(Well with { Intake = new Standstill("It is full.", Now) }), Is.EqualTo(new[] { FindingKind.IntakeStandsStill }));
        Assert.That(Kinds(Well with { BrokerProblem = "it is away" }), Is.EqualTo(new[] { FindingKind.BrokerDown }));
        Assert.That(Kinds(Well with { DeadGrowth = 100 }), Is.EqualTo(new[] { FindingKind.DeadLettersGrow }));
        Assert.That(Kinds(Well with { Spool = (51, 100) }), Is.EqualTo(new[] { FindingKind.SpoolFills }));
        Assert.That(Kinds(Well with { Disk = (199, 100) }), Is.EqualTo(new[] { FindingKind.DiskFills }));
        Assert.That(Kinds(Well with { Answers = new AnswerShare(10_000, 101) }), Is.EqualTo(new[] { FindingKind.MetaRuleBroken }));
        Assert.That(Kinds(Well with { AdsRefused = "It is expired." }), Is.EqualTo(new[] { FindingKind.AdsRefused }));
        Assert.That(Kinds(Well with { SilentNumbers = ["106540352242922"] }), Is.EqualTo(new[] { FindingKind.NumberSilent }));
    }

    [Test]
    public void Nobody_who_forwards_is_no_matter_while_nothing_waits() => Assert.That(Kinds(Well with { Forwarders = [] }), Is.Empty);

    [Test]
    public void Receivers_are_not_missed_while_nobody_takes_from_the_queue_through_which_they_speak()
    {
        var state = Well with { Receivers = [new Receiver("host", Now.AddHours(-1))], StuckQueue = ("bridge.forward", 822) };

        Assert.That(Kinds(state), Is.EqualTo(new[] { FindingKind.NobodyForwards }));
    }

    [Test]
    public void The_worst_comes_first_by_what_stands_still_and_then_by_how_much_it_concerns()
    {
        var state = Well with
        {
            DeadGrowth = 1_000_000,
            Gates = [Gate("paused")],
            StuckQueue = ("bridge.forward", 822),
            Sample = Waiting(5, TimeSpan.Zero),
        };

        Assert.That(
            Kinds(state),
            Is.EqualTo(new[] { FindingKind.NobodyForwards, FindingKind.DestinationPaused, FindingKind.DeadLettersGrow })
        );
    }

    [Test]
    public void A_sentence_says_how_much_since_when_why_and_what_to_do()
    {
        var late = Well with { Gates = [Gate("waiting")], Sample = Waiting(822, TimeSpan.FromHours(2)) };

        Assert.That(
            FlowRules.Find(late, new WatchingOptions()).Single().Sentence,
            Is.EqualTo("822 events wait for the collector default, the oldest since 2026-03-01 10:00 UTC; it answers status 503.")
        );
        Assert.That(
            FlowRules.Find(Well with { StuckQueue = ("bridge.forward", 822) }, new WatchingOptions()).Single().Sentence,
            Is.EqualTo(
                "No forwarder takes from the queue bridge.forward, in which 822 messages wait: see that one runs, and that its store works."
            )
        );
    }

    private static IEnumerable<string> Kinds(FlowState state) =>
        FlowRules.Find(state, new WatchingOptions()).Select(finding => finding.Kind);

    private static FlowSample Waiting(long events, TimeSpan oldest) => new([new Backlog("default", events, Now - oldest)], null, null);

    private static GateReport Gate(string state) =>
        new()
        {
            Destination = "default",
            State = state,
            Reason = state == "open" ? null : "status 503",
        };
}
