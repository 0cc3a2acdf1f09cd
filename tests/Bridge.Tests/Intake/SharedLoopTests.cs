namespace Bridge.Intake;

/// <summary>A loop that several threads share.</summary>
public class SharedLoopTests
{
    [TestCase(0, 0)]
    [TestCase(1, 3)]
    [TestCase(1000, 0)]
    [TestCase(1000, 3)]
    public void Each_turn_is_taken_once_and_all_are_over_at_the_end(int turns, int others)
    {
        var taken = new int[turns];
        var loop = new SharedLoop(turns, number => Interlocked.Increment(ref taken[number]));

        loop.Run(others);
        loop.Help();

        Assert.That(taken, Is.All.EqualTo(1));
    }

    [Test]
    public void Whoever_waits_for_its_end_takes_turns_while_another_stands()
    {
        using var standing = new ManualResetEventSlim();
        using var helped = new ManualResetEventSlim();
        var loop = new SharedLoop(
            2,
            number =>
            {
                if (number == 0)
                {
                    standing.Set();
                    Assert.That(helped.Wait(TimeSpan.FromMinutes(1)), Is.True, "the other turn was taken meanwhile");
                }
                else
                {
                    helped.Set();
                }
            }
        );

        var running = Task.Run(() => loop.Run(others: 0));
        standing.Wait();
        loop.Help();

        Assert.That(async () => await running, Throws.Nothing);
    }

    [Test]
    public void What_goes_wrong_in_a_turn_is_told_to_whoever_runs_it_when_the_others_are_over()
    {
        var taken = 0;
        var loop = new SharedLoop(
            100,
            number =>
            {
                Interlocked.Increment(ref taken);
                if (number == 3)
                {
                    throw new InvalidOperationException("the fourth");
                }
            }
        );

        Assert.That(() => loop.Run(others: 2), Throws.InvalidOperationException.With.Message.EqualTo("the fourth"));
        Assert.That(taken, Is.EqualTo(100));
        Assert.That(loop.Help, Throws.Nothing);
    }
}
