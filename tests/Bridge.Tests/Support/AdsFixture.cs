using Bridge.Simulation.Graph;

namespace Bridge.Support;

/// <summary>A store, a collector, and Meta's Graph API beside them, for each test anew.</summary>
internal abstract class AdsFixture(string provider, string token)
{
    private protected StoreLocation Store { get; private set; } = null!;

    private protected SampleAds Graph { get; private set; } = null!;

    private protected ScriptedCollector Collector { get; private set; } = null!;

    [SetUp]
    public async Task StartAround()
    {
        Store = await StoreLocation.CreateAsync(provider);
        Graph = new SampleAds(token);
        await Graph.StartAsync(CancellationToken.None);
        Collector = await ScriptedCollector.StartAsync();
    }

    [TearDown]
    public async Task StopAround()
    {
        await Collector.DisposeAsync();
        await Graph.DisposeAsync();
        await Store.DisposeAsync();
    }
}
