using Bridge.Support;

namespace Bridge.Commands;

/// <summary>How the commands are meant, and what is said to whoever means them otherwise: no Bridge is asked.</summary>
public class DeadLettersUsageTests
{
    [TestCase("list --reason refuse", "--reason must be one of refused,")]
    [TestCase("list --state Dead", "--state must be one of dead,")]
    [TestCase("list --since soon", "'soon' is not a time such as 2026-01-31T08:00Z, or an age such as 2h.")]
    [TestCase("show abc", "'abc' for 'show' must be a whole number.")]
    [TestCase("edit x y", "'x' for 'edit' must be a whole number.")]
    [TestCase("replays first", "'first' for 'replays' must be a whole number.")]
    [TestCase("list --limit few", "'few' for '--limit' must be a whole number.")]
    [TestCase("list --limit 0", "--limit must be 1 or more.")]
    [TestCase("list --server nowhere --key k", "--server (environment BRIDGE_SERVER) must be an address")]
    [TestCase("list --server http://127.0.0.1:9", "give the key of one of its users in BRIDGE_KEY")]
    [TestCase("replay", "Say which dead letters: ids, options such as --reason or --group, or --all for every one.")]
    [TestCase("replay --yes", "Say which dead letters")]
    [TestCase("replay --rate 0 --all", "'0' is not a rate of 1 or more a second.")]
    [TestCase("discard --yes", "Say which dead letters")]
    [TestCase("restore --yes", "Say which dead letters")]
    [TestCase("replays --pause", "Say which replay")]
    [TestCase("replays 1 --pause --cancel", "exclude each other")]
    [TestCase("erase", "--user")]
    [TestCase("export --format xml", "xml")]
    [TestCase("audit --limit 501", "--limit must be between 1 and 500.")]
    public async Task What_cannot_be_meant_is_wrong_usage_with_a_sentence(string arguments, string sentence)
    {
        var (exitCode, _, error) = await Typed.RunAsync(["dead-letters", .. arguments.Split(' ')]);

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(error, Does.Contain(sentence));
    }

    [Test]
    public async Task A_Bridge_that_cannot_be_reached_is_a_failure_with_one_sentence()
    {
        var (exitCode, output, error) = await Typed.RunAsync("dead-letters", "list", "--server", "http://127.0.0.1:9", "--key", "k");

        Assert.That((exitCode, output), Is.EqualTo((1, "")));
        Assert.That(error, Does.StartWith("Bridge at http://127.0.0.1:9/ cannot be reached").And.Match("^[^\n]*\n$"));
    }

    [TestCase("list")]
    [TestCase("show")]
    [TestCase("groups")]
    [TestCase("replay")]
    [TestCase("replays")]
    [TestCase("discard")]
    [TestCase("restore")]
    [TestCase("edit")]
    [TestCase("export")]
    [TestCase("erase")]
    [TestCase("audit")]
    public async Task Help_ends_with_an_example(string command)
    {
        var (exitCode, output, _) = await Typed.RunAsync("dead-letters", command, "--help");

        Assert.That(exitCode, Is.Zero);
        Assert.That(output, Does.Match($"Example:\n  meta-bridge dead-letters {command}[^\n]*\n\n$"));
    }
}
