using Bridge.Storage;
using Bridge.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bridge.Delivery;

/// <summary>The delivery of a real process: its services and configuration, with a store in memory and a clock that stands still.</summary>
internal sealed class DeliveryHost : IAsyncDisposable
{
    /// <summary>Where chance falls in backoff: in the middle.</summary>
    public const double Chance = 0.5;

    private readonly WebApplication _app;
    private readonly DeliveryWorker _worker;

    private DeliveryHost(WebApplication app, LogRecorder log)
    {
        _app = app;
        Log = log;
        Clock = app.Services.GetRequiredService<ManualTime>();
        Store = app.Services.GetRequiredService<InMemoryStore>();
        _worker = app.Services.GetServices<IHostedService>().OfType<DeliveryWorker>().Single();
    }

    public ManualTime Clock { get; }

    public InMemoryStore Store { get; }

    public LogRecorder Log { get; }

    /// <summary>
    /// Delivery of these events to that collector, with nothing else configured but <paramref name="settings"/>; no lingering unless they
    /// say so.
    /// </summary>
    public static async Task<DeliveryHost> StartAsync(
        ScriptedCollector collector,
        IEnumerable<PendingEvent> events,
        ManualTime? clock = null,
        params IEnumerable<(string Key, string Value)> settings
    )
    {
        var builder = BareApp.NewBuilder([
            ("Collector:Url", collector.Url.ToString()),
            ("Collector:WriteKey", "write-key"),
            ("Delivery:LingerMilliseconds", "0"),
            .. settings,
        ]);
        var host = new DeliveryHost(Build(builder, clock ?? new ManualTime(), out var log), log);
        host.Store.Add(events);
        await host._worker.StartAsync(CancellationToken.None);
        return host;
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public GateStatus? Gate(string destination = Destinations.Default) => Get<DeliveryStatus>().Find(destination);

    /// <summary>Events came in.</summary>
    public void Add(params IEnumerable<PendingEvent> events)
    {
        Store.Add(events);
        Get<EventsQueued>().Raise();
    }

    public void Reconfigure(string key, string? value) => _app.Reconfigure(key, value);

    public Task StopAsync(CancellationToken patience) => _worker.StopAsync(patience);

    public Task NothingWaitsAsync() => Eventually.HoldsAsync(() => Store.Waiting.Count == 0, "nothing waits any more");

    public async Task<GateStatus> GateIsAsync(GateState state, string destination = Destinations.Default)
    {
        await Eventually.HoldsAsync(
            () => Gate(destination)?.State == state && Store.Claimed == 0,
            $"the gate of {destination} is {state} and all is given back"
        );
        return Gate(destination)!;
    }

    /// <summary>Goes on to when the closed gate is probed next, once the pump waits for that.</summary>
    public async Task GoToNextTryAsync()
    {
        await Eventually.HoldsAsync(() => Gate() is { NextTry: { } next } && Clock.IsAwaitedAt(next), "the next try is waited for");
        Clock.AdvanceTo(Gate()!.NextTry!.Value);
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _worker.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }

    private static WebApplication Build(WebApplicationBuilder builder, ManualTime clock, out LogRecorder log)
    {
        log = new LogRecorder();
        builder.Logging.AddProvider(log);
        builder.Services.AddSingleton(clock).AddSingleton<TimeProvider>(clock);
        builder
            .Services.AddSingleton<InMemoryStore>()
            .AddSingleton<IDeliveryStore>(services => services.GetRequiredService<InMemoryStore>());
        builder.Services.AddSingleton<Random>(new FixedRandom(Chance));
        return builder.AddDelivery().Build();
    }
}
