using Bridge.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bridge.Support;

/// <summary>
/// A store as a forwarder's process wires it, of whichever kind its address says, with a manual clock. Nothing runs by itself until a test
/// starts it.
/// </summary>
internal sealed class StoreHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private bool _isGone;

    public StoreHost(string address, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        foreach (var (key, value) in settings.Prepend(("Store:ConnectionString", address)))
        {
            builder.Configuration[key] = value;
        }

        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.AddStorage();
        _app = builder.Build();
    }

    public ManualTime Time { get; } = new();

    public IStore Store => Get<IStore>();

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Starts one of the hosted services.</summary>
    public Task StartAsync<T>()
        where T : IHostedService => _app.Services.GetServices<IHostedService>().OfType<T>().Single().StartAsync(CancellationToken.None);

    /// <summary>Ends as kill -9 would.</summary>
    public ValueTask CrashAsync()
    {
        _isGone = true;
        return _app.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_isGone)
        {
            return;
        }

        foreach (var service in _app.Services.GetServices<IHostedService>().OfType<BackgroundService>())
        {
            await service.StopAsync(CancellationToken.None);
        }

        await CrashAsync();
    }
}
