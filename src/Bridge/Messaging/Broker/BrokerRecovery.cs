using Bridge.Configuration;
using Bridge.Storage;
using Microsoft.Extensions.Options;

namespace Bridge.Messaging.Broker;

/// <summary>
/// Tries a broker that is down until it takes messages again, and then sends it what was spooled meanwhile, oldest first.
/// </summary>
internal sealed partial class BrokerRecovery(
    BrokerProbe probe,
    BrokerLink link,
    IOptions<BrokerOptions> options,
    TimeProvider time,
    ILogger<BrokerRecovery> logger,
    BrokerSpool? spool = null,
    SpoolDrain? drain = null,
    KeptItems? kept = null
) : BackgroundService
{
    private readonly TimeSpan _pause = TimeSpan.FromMilliseconds(options.Value.RetryMilliseconds);
    private readonly TimeSpan _keptPause = TimeSpan.FromSeconds(options.Value.CheckSeconds);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var moreToDo = Task.WhenAny(link.NextFailure, spool?.NextBatch ?? Task.Delay(Timeout.Infinite, stoppingToken));
            if (link.Problem is null && await TryDrainAsync(stoppingToken))
            {
                await WaitAsync(moreToDo, stoppingToken);
                continue;
            }

            await Task.Delay(_pause, time, stoppingToken);
            if (link.Problem is not null)
            {
                await probe.TakesMessagesAsync(stoppingToken);
            }
        }
    }

    private async Task WaitAsync(Task moreToDo, CancellationToken stoppingToken)
    {
        while (!moreToDo.IsCompleted && spool is { Kept: > 0 } && kept is not null)
        {
            await Task.WhenAny(moreToDo, Task.Delay(_keptPause, time, stoppingToken));
            stoppingToken.ThrowIfCancellationRequested();
            await kept.TrySendAsync(stoppingToken);
        }

        await moreToDo.WaitAsync(stoppingToken);
    }

    /// <returns>Whether nothing is left in the spool.</returns>
    private async Task<bool> TryDrainAsync(CancellationToken cancellationToken)
    {
        try
        {
            return drain is null || await drain.DrainAsync(cancellationToken);
        }
        catch (StorageException problem)
        {
            CannotRead(problem, Duration.Write(_pause), problem.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "What is spooled for the broker cannot be read, next attempt in {Pause}: {Problem}")]
    private partial void CannotRead(Exception cause, string pause, string problem);
}
