namespace Bridge.DeadLetters;

/// <summary>The desk over a store of either kind, with a collector that each test plays by hand.</summary>
internal abstract class DeskFixture(string provider)
{
    private protected DeskRig Rig { get; private set; } = null!;

    private protected DeadLetterDesk Desk => Rig.Desk;

    [SetUp]
    public async Task Open() => Rig = await DeskRig.StartAsync(provider, ("DeadLetters:KeepFor", "1.00:00:00"), ("Events:Forward", "all"));

    [TearDown]
    public async Task Close() => await Rig.DisposeAsync();
}
