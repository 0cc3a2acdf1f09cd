using Bridge.Support;

namespace Bridge.Commands;

/// <summary>What is told before anything is sent.</summary>
public class SimulateRefusalTests : SimulateFixture
{
    [Test]
    public async Task A_CRM_with_a_wrong_key_is_told_before_anything_is_sent()
    {
        await using var bridge = await BridgeAsync(Collector.Url, [.. Receiving.CapturePost.Settings]);

        var (exitCode, _, error) = await SimulateAsync(bridge.Address, "--capture-key wrong");

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain("refuses the key of the CRM").And.Contain("--capture-key"));
    }

    [Test]
    public async Task It_floods_no_other_machine_by_mistake()
    {
        var (exitCode, _, error) = await Typed.RunAsync("simulate", "--target", "https://bridge.example.org");

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(error, Does.Contain("--yes-really"));
    }

    [Test]
    public async Task A_wrong_secret_is_told_before_anything_is_sent()
    {
        await using var bridge = await BridgeAsync(Collector.Url);

        var (exitCode, _, error) = await Typed.RunAsync("simulate", "--target", bridge.Address.ToString(), "--app-secret", "wrong");

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain("refuses the signature").And.Contain("--app-secret"));
    }

    [Test]
    public async Task A_Bridge_without_a_page_that_is_given_a_key_is_told()
    {
        await using var bridge = await BridgeAsync(Collector.Url);

        var (exitCode, _, error) = await SimulateAsync(bridge.Address, "--duration 1s --key a-key-of-nobody");

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain("is no Bridge with a page: leave out --key (environment BRIDGE_KEY)"));
    }

    [Test]
    public async Task A_Bridge_that_is_not_there_is_told()
    {
        var (exitCode, _, error) = await Typed.RunAsync("simulate", "--target", "http://127.0.0.1:9");

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain("Nobody answers at http://127.0.0.1:9/webhook/meta"));
    }

    [Test]
    public async Task A_collector_that_cannot_be_asked_is_told()
    {
        await using var bridge = await BridgeAsync(Collector.Url);

        var (exitCode, _, error) = await Typed.RunAsync(
            "simulate",
            "--target",
            bridge.Address.ToString(),
            "--app-secret",
            SignedRequest.Secret,
            "--verify",
            bridge.Address.ToString()
        );

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain("is not a sample collector"));
    }

    [Test]
    public async Task A_file_that_is_no_recording_is_told_by_its_line()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "{\"at\":0,\"body\":\"{}\"}\nnonsense\n");
        await using var bridge = await BridgeAsync(Collector.Url);

        var (exitCode, _, error) = await SimulateAsync(bridge.Address, $"--replay {file}");

        File.Delete(file);
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain("line 2"));
    }

    [TestCase("--rate", "fast")]
    [TestCase("--duration", "60")]
    [TestCase("--updates-per-post", "1001")]
    [TestCase("--mix", "spam=1")]
    [TestCase("--speed", "0")]
    [TestCase("--speed", "fast")]
    [TestCase("--users", "many")]
    [TestCase("--users", "0")]
    [TestCase("--duplicates", "200%")]
    [TestCase("--target", "localhost:8080")]
    [TestCase("--verify", "nowhere")]
    public async Task An_option_that_makes_no_sense_is_refused(string option, string value)
    {
        var (exitCode, _, error) = await Typed.RunAsync("simulate", option, value);

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(error, Is.Not.Empty);
    }
}
