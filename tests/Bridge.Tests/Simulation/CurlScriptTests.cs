using Bridge.Simulation.Collecting;
using Bridge.Support;

namespace Bridge.Simulation;

[Category(Needs.Server)] // openssl and curl
public class CurlScriptTests
{
    private static readonly string Script = Path.Combine(Path.GetDirectoryName(Translation.Samples.Webhooks)!, "curl.sh");

    [Test]
    [Platform(Exclude = "Win")]
    public async Task It_signs_and_posts_samples_as_they_stand_or_fresh()
    {
        await using var collector = new SampleCollector(new CollectorSettings("http://127.0.0.1:0", "key"), TimeProvider.System);
        await collector.StartAsync(CancellationToken.None);
        await using var bridge = await BridgeHost.StartAsync([new("Collector:Url", collector.Url), new("Collector:WriteKey", "key")]);

        var (exitCode, output) = await RunAsync(bridge.Address, "text", "status-read.json", "text");
        var (freshExitCode, fresh) = await RunAsync(bridge.Address, "-f", "text");

        Assert.That((exitCode, output), Is.EqualTo((0, "text: 200\nstatus-read.json: 200\ntext: 200\n")));
        Assert.That((freshExitCode, fresh), Is.EqualTo((0, "text: 200\n")));
        await Eventually.HoldsAsync(() => collector.Taken.Count == 4, "a text, a status and the delivery it implies, and a fresh text");
    }

    [TestCase("text", 1, "text: 000")]
    [TestCase("no-such-sample", 1, "There is no sample no-such-sample")]
    [TestCase("-x", 2, "samples/curl.sh [-f] SAMPLE")]
    [Platform(Exclude = "Win")]
    public async Task Wrong_usage_is_explained(string argument, int expected, string explanation)
    {
        var (exitCode, output) = await RunAsync(new Uri("http://127.0.0.1:9"), argument);

        Assert.That(exitCode, Is.EqualTo(expected));
        Assert.That(output, Does.Contain(explanation));
    }

    private static Task<(int ExitCode, string Output)> RunAsync(Uri bridge, params string[] arguments) =>
        Finished.RunAsync(
            "bash",
            [Script, .. arguments],
            new Dictionary<string, string> { ["BASE_URL"] = bridge.ToString().TrimEnd('/'), ["APP_SECRET"] = SignedRequest.Secret },
            CancellationToken.None
        );
}
