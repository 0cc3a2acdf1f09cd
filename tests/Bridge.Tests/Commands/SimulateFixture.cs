using Bridge.Simulation.Collecting;
using Bridge.Support;

namespace Bridge.Commands;

/// <summary>The simulator against a Bridge of the test's, with a collector beside them.</summary>
[Category(Needs.Patience)]
public abstract class SimulateFixture
{
    private protected SampleCollector Collector { get; private set; } = null!;

    [SetUp]
    public async Task StartCollectorAsync()
    {
        Collector = new SampleCollector(new CollectorSettings("http://127.0.0.1:0", "key"), TimeProvider.System);
        await Collector.StartAsync(CancellationToken.None);
    }

    [TearDown]
    public async Task StopCollectorAsync() => await Collector.DisposeAsync();

    private protected static Task<BridgeHost> BridgeAsync(string collector, params KeyValuePair<string, string?>[] settings) =>
        BridgeHost.StartAsync([
            new("Collector:Url", collector),
            new("Collector:WriteKey", "key"),
            new("Delivery:LingerMilliseconds", "20"),
            .. settings,
        ]);

    /// <param name="options">As they are typed, with spaces between.</param>
    private protected Task<(int ExitCode, string Output, string Error)> SimulateAsync(Uri bridge, string options) =>
        Typed.RunAsync([
            "simulate",
            "--target",
            bridge.ToString(),
            "--app-secret",
            SignedRequest.Secret,
            "--verify",
            Collector.Url,
            .. options.Split(' '),
        ]);
}
