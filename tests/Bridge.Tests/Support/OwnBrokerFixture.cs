namespace Bridge.Support;

/// <summary>A broker of the fixture's own, to be stopped, limited and frozen, with names of each test's own at it.</summary>
[Category(Needs.Server)]
public abstract class OwnBrokerFixture
{
    private protected RabbitServer Broker { get; private set; } = null!;

    private protected BrokerRig Rig { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartBroker() => Broker = await RabbitServer.StartNewAsync();

    [OneTimeTearDown]
    public async Task StopBroker() => await Broker.DisposeAsync();

    [SetUp]
    public void NameAnew() => Rig = new BrokerRig(Broker.Url);

    [TearDown]
    public async Task DeleteNames() => await Rig.DisposeAsync();
}
