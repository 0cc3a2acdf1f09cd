namespace Bridge.Support;

/// <summary>A broker that is only talked to, with names of each test's own at it.</summary>
[Category(Needs.Server)]
public abstract class BrokerFixture
{
    private protected BrokerRig Rig { get; private set; } = null!;

    [SetUp]
    public async Task NameAnew() => Rig = new BrokerRig(await RabbitServer.AnyUrlAsync());

    [TearDown]
    public async Task DeleteNames() => await Rig.DisposeAsync();
}
