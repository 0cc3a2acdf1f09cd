using Bridge.Configuration;
using Microsoft.Extensions.Options;

namespace Bridge.Telemetry;

/// <summary>
/// Keeps serving for a while after the process was told to stop, with readiness already false, before anything is closed.
/// </summary>
internal sealed class ShutdownDelay(IOptions<HostingOptions> options, IHostApplicationLifetime lifetime, TimeProvider time)
    : IHostedLifecycleService
{
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        lifetime.StopApplication(); // a signal has done so already; a host stopped by its own code has not, and readiness follows it
        return Task.Delay(TimeSpan.FromSeconds(options.Value.ShutdownDelaySeconds), time, cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
