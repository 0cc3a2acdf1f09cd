using Bridge.Storage;
using Microsoft.Extensions.Options;

namespace Bridge.Delivery;

/// <summary>
/// Runs one <see cref="DestinationPump"/> for each configured destination, and starts and stops them as the files behind settings change.
/// </summary>
internal sealed partial class DeliveryWorker(
    PumpFactory pumps,
    Destinations destinations,
    DeliveryStatus status,
    IDeliveryStore store,
    IOptions<HostOptions> host,
    TimeProvider time,
    ILogger<DeliveryWorker> logger
) : BackgroundService
{
    /// <summary>How often it is looked whether events wait for a destination that is no longer configured.</summary>
    private static readonly TimeSpan StrandedCheckInterval = TimeSpan.FromMinutes(5);

    /// <summary>The share of the host's shutdown timeout that posts in flight may use; the rest is for giving them back.</summary>
    private const double ShareForPosts = 0.7;

    private readonly Dictionary<string, RunningPump> _running = [];
    private readonly List<Task> _ending = [];
    private readonly HashSet<string> _strandedTold = [];
    private readonly CancellationTokenSource _noMorePosts = new(Timeout.InfiniteTimeSpan, time);
    private readonly CancellationTokenSource _noMoreStore = new();

    /// <summary>Finishes what is in flight, or gives it back when the host's patience is nearly over.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _noMorePosts.CancelAfter(host.Value.ShutdownTimeout * ShareForPosts);
        await using var giveUp = cancellationToken.Register(() =>
        {
            _noMorePosts.Cancel();
            _noMoreStore.Cancel();
        });
        await base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        base.Dispose();
        _noMorePosts.Dispose();
        _noMoreStore.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var changed = destinations.NextChange();
            MatchConfiguration(stoppingToken);
            await TellStrandedAsync(stoppingToken);
            await changed.WaitAsync(StrandedCheckInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(_running.Values.Select(pump => pump.Completion).Concat(_ending));
    }

    private void MatchConfiguration(CancellationToken stoppingToken)
    {
        foreach (var name in _running.Keys.Where(name => destinations.Find(name) is null).ToList())
        {
            Stop(name);
        }

        foreach (var destination in destinations.All)
        {
            Refresh(destination, stoppingToken);
        }
    }

    private void Refresh(Destination destination, CancellationToken stoppingToken)
    {
        if (!_running.TryGetValue(destination.Name, out var running))
        {
            _running.Add(destination.Name, Start(destination, stoppingToken));
        }
        else if (running.Destination != destination)
        {
            _running[destination.Name] = running with { Destination = destination };
            running.Pump.TryNow();
        }
    }

    private RunningPump Start(Destination destination, CancellationToken stoppingToken)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var (pump, gate) = pumps.Create(destination.Name);
        status.Add(destination.Name, gate, pump.TryNow);
        _strandedTold.Remove(destination.Name);
        var shutdown = new Shutdown(stop.Token, _noMorePosts.Token, _noMoreStore.Token);
        return new RunningPump(destination, pump, stop, Task.Run(() => pump.RunAsync(shutdown), CancellationToken.None));
    }

    private void Stop(string name)
    {
        _running.Remove(name, out var pump);
        status.Remove(name);
        pump!.Stop.Cancel();
        _ending.RemoveAll(task => task.IsCompleted);
        _ending.Add(pump.Completion);
    }

    private async Task TellStrandedAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var backlog in await store.GetBacklogAsync(cancellationToken))
            {
                if (backlog.Waiting > 0 && destinations.Find(backlog.Destination) is null && _strandedTold.Add(backlog.Destination))
                {
                    Stranded(backlog.Waiting, backlog.Destination);
                }
            }
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The process stops.
        }
        catch (Exception failure)
        {
            // The outermost seam of the worker: the pumps go on, and the next look is in some minutes.
            StrandedUnknown(failure);
        }
    }

    [LoggerMessage(
        LogLevel.Error,
        "{Waiting} events wait for destination {Destination}, which is not configured any more; "
            + "they stay until it is (Sources:{Destination})"
    )]
    private partial void Stranded(long waiting, string destination);

    [LoggerMessage(
        LogLevel.Warning,
        "The store does not tell what waits for destinations that are not configured any more; asking again in some minutes"
    )]
    private partial void StrandedUnknown(Exception failure);

    private sealed record RunningPump(Destination Destination, DestinationPump Pump, CancellationTokenSource Stop, Task Completion);
}
