using Bridge.Storage;
using Bridge.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Delivery;

/// <summary>The collector's client of a process, with a collector that each test plays and a clock that stands still.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal abstract class CollectorApiFixture : IAsyncDisposable
{
    private WebApplication _app = null!;

    private protected ManualTime Clock { get; } = new();

    private protected ScriptedCollector Collector { get; private set; } = null!;

    private protected ICollectorApi Api { get; private set; } = null!;

    private protected Destination Destination => new("default", new Uri(Collector.Url, "/v1/capture"), "write-key");

    [SetUp]
    public async Task StartAsync()
    {
        Collector = await ScriptedCollector.StartAsync(Clock);
        var builder = BareApp.NewBuilder(("Delivery:TimeoutSeconds", "10"));
        builder.Services.AddSingleton<TimeProvider>(Clock);
        _app = builder.AddCollector().Build();
        Api = _app.Services.GetRequiredService<ICollectorApi>();
    }

    [TearDown]
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await Collector.DisposeAsync();
    }

    private protected Task<CollectorAnswer> PostAsync(List<PendingEvent> events, Destination? destination = null) =>
        Api.CaptureAsync(destination ?? Destination, events, CancellationToken.None);
}
