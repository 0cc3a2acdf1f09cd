using Bridge.Ops;
using Bridge.Ops.Access;
using Bridge.Support;

namespace Bridge.Commands;

/// <summary>A real store with a real Bridge that delivers: commands are typed over its API, and beside it.</summary>
[Alone] // sets an environment variable
internal abstract class BesideBridgeFixture
{
    private TemporaryDatabase _store = null!;
    private OpsRig? _running;

    [SetUp]
    public async Task Start()
    {
        _store = new TemporaryDatabase();
        _running = await OpsRig.StartAsync([new("Store:ConnectionString", _store.Path), new("Delivery:LingerMilliseconds", "20")]);
        Environment.SetEnvironmentVariable("STORE", _store.Path);
    }

    [TearDown]
    public async Task Stop()
    {
        Environment.SetEnvironmentVariable("STORE", null);
        await EndBridgeAsync();
        _store.Dispose();
    }

    protected OpsRig Bridge => _running!;

    protected string StorePath => _store.Path;

    protected async Task EndBridgeAsync()
    {
        await (_running?.DisposeAsync() ?? ValueTask.CompletedTask);
        _running = null;
    }

    protected static Task<(int ExitCode, string Output, string Error)> TypeHereAsync(params string[] arguments) =>
        Typed.RunAsync(["dead-letters", .. arguments]);

    protected Task<(int ExitCode, string Output, string Error)> TypeThereAsync(params string[] arguments) =>
        Typed.RunAsync([
            "dead-letters",
            .. arguments,
            "--server",
            Bridge.Bridge.Address.ToString(),
            "--key",
            OpsRig.KeyOf(OpsRole.Operator),
        ]);
}
