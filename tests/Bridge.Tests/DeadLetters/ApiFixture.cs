namespace Bridge.DeadLetters;

/// <summary>A Bridge whose API works on an administration in memory, which is empty when a test begins.</summary>
public abstract class ApiFixture
{
    private protected ApiRig Api { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task Start() => Api = await ApiRig.StartAsync();

    [SetUp]
    public void Clear() => Api.Admin.Clear();

    [OneTimeTearDown]
    public async Task Stop() => await Api.DisposeAsync();
}
