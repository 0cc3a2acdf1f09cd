namespace Bridge.DeadLetters;

/// <summary>The administration over a store of either kind, with a collector that each test plays by hand.</summary>
internal abstract class AdminFixture(string provider)
{
    private protected AdminRig Rig { get; private set; } = null!;

    private protected DeadLetterAdmin Admin => Rig.Admin;

    [SetUp]
    public async Task Open() => Rig = await AdminRig.StartAsync(provider, ("DeadLetters:KeepFor", "1.00:00:00"), ("Events:Forward", "all"));

    [TearDown]
    public async Task Close() => await Rig.DisposeAsync();
}
