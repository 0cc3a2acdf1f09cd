namespace Bridge.Support;

/// <summary>A Bridge in a process of its own, to be killed, with a store and a collector that outlive it, for each test anew.</summary>
internal abstract class KilledFixture(string provider)
{
    private DirectoryInfo _folder = null!;

    private protected StoreLocation Store { get; private set; } = null!;

    private protected ScriptedCollector Collector { get; private set; } = null!;

    [SetUp]
    public async Task StartAround()
    {
        _folder = Directory.CreateTempSubdirectory("bridge-kill-");
        Store = await StoreLocation.CreateAsync(provider);
        Collector = await ScriptedCollector.StartAsync();
    }

    [TearDown]
    public async Task StopAround()
    {
        await Collector.DisposeAsync();
        await Store.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>Not started yet.</summary>
    /// <param name="more">Environment variables.</param>
    private protected BridgeProcess NewBridge(params (string Name, string Value)[] more) =>
        BridgeProcess.OfAllParts(
            Store.Address,
            Collector.Url.ToString(),
            [
                ("Spool__Path", Path.Combine(_folder.FullName, "spool.db")),
                ("Delivery__LingerMilliseconds", "20"),
                ("Delivery__LeaseSeconds", "10"), // what a killed one held is free again so soon
                ("Events__Forward", "all"),
                .. more,
            ]
        );
}
