using Bridge.DeadLetters.Replays;

namespace Bridge.DeadLetters;

/// <summary>What is told of a replay while it runs: how fast it is, and how long it takes still.</summary>
public class ReplayCourseTests
{
    private static readonly DateTimeOffset Begin = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Replay Running = new(
        1,
        ReplayState.Running,
        new DeadLetterFilter(),
        Total: 100,
        Released: 60,
        Delivered: 30,
        Failed: 10,
        Rate: null,
        "ada",
        Why: null,
        Begin,
        EndedAt: null,
        BlockedReason: null
    );

    [Test]
    public void Its_rate_is_that_of_what_came_to_an_end_and_the_rest_takes_as_long_again()
    {
        Assert.That(Running.PerSecond(Begin.AddSeconds(10)), Is.EqualTo(4));
        Assert.That(Running.TimeLeft(Begin.AddSeconds(10)), Is.EqualTo(TimeSpan.FromSeconds(15)));
        Assert.That((Running with { EndedAt = Begin.AddSeconds(20) }).PerSecond(Begin.AddDays(1)), Is.EqualTo(2));
    }

    [Test]
    public void Nothing_is_told_that_nobody_can_know()
    {
        Assert.That(Running.PerSecond(Begin.AddMilliseconds(900)), Is.Null, "it has only begun");
        Assert.That((Running with { Delivered = 0, Failed = 0 }).TimeLeft(Begin.AddSeconds(10)), Is.Null, "nothing came to an end");
        Assert.That((Running with { State = ReplayState.Paused }).TimeLeft(Begin.AddSeconds(10)), Is.Null, "it does not run");
    }
}
