using Bridge.Support;

namespace Bridge.Storage;

/// <summary>Two forwarders' stores, which are one database.</summary>
internal abstract class TwoForwardersFixture : PostgresFixture
{
    private protected StoreHost One { get; private set; } = null!;

    private protected StoreHost Other { get; private set; } = null!;

    [SetUp]
    public void StartBoth() => (One, Other) = (new StoreHost(Location.Address), new StoreHost(Location.Address));

    [TearDown]
    public async Task StopBoth()
    {
        await One.DisposeAsync();
        await Other.DisposeAsync();
    }
}
