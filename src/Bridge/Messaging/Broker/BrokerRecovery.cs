using Bridge.Configuration;
using Bridge.Storage;
using Bridge.Storage.Sqlite;
using Microsoft.Extensions.Options;

namespace Bridge.Messaging.Broker;

/// <summary>
/// Tries a broker that is down until it takes messages again, and then sends it what was spooled meanwhile, oldest first.
/// </summary>
internal sealed partial class BrokerRecovery(
    BatchDispatch dispatch,
    BrokerProbe probe,
    BrokerLink link,
    IOptions<BrokerOptions> options,
    TimeProvider time,
    ILogger<BrokerRecovery> logger,
    BrokerSpool? spool = null,
    KeptItems? kept = null
) : BackgroundService
{
    /// <summary>Bytes of spooled rows read at once.</summary>
    private const int ReadBytes = 1 << 20;

    /// <summary>How often a row may fail while the broker takes other messages, before the row is taken for the cause.</summary>
    private const int Tries = 3;

    private readonly TimeSpan _pause = TimeSpan.FromMilliseconds(options.Value.RetryMilliseconds);
    private readonly TimeSpan _keptPause = TimeSpan.FromSeconds(options.Value.CheckSeconds);
    private long _failingRow;
    private int _failures;

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
            return spool is null || await DrainAsync(spool, cancellationToken);
        }
        catch (StorageException problem)
        {
            CannotDrain(problem, Duration.Write(_pause), problem.Message);
            return false;
        }
    }

    private async Task<bool> DrainAsync(BrokerSpool spool, CancellationToken cancellationToken)
    {
        var drained = 0;
        while (await spool.ReadOldestAsync(ReadBytes, cancellationToken) is { Count: > 0 } rows)
        {
            var sent = await SendAsync(spool, rows, cancellationToken);
            drained += sent;
            if (sent < rows.Count)
            {
                return false;
            }
        }

        if (drained > 0)
        {
            Drained(drained);
        }

        return true;
    }

    /// <returns>How many the broker has, up to the first it did not take.</returns>
    private async Task<int> SendAsync(BrokerSpool spool, List<SpoolRow> rows, CancellationToken cancellationToken)
    {
        var sent = new List<long>(rows.Count);
        var refused = new List<byte[]>();
        foreach (var row in rows)
        {
            var dispatched = await SendAsync(row, cancellationToken);
            if (!dispatched.IsConfirmed)
            {
                break;
            }

            sent.Add(row.Sequence);
            refused.AddRange(dispatched.Refused);
        }

        await spool.DeleteAsync(sent, refused, cancellationToken);
        return sent.Count;
    }

    private async Task<Dispatched> SendAsync(SpoolRow row, CancellationToken cancellationToken)
    {
        if (row.Sequence == _failingRow && _failures >= Tries)
        {
            IsHalved(row.Batch.Length, _failures);
            return await dispatch.SendByHalvesAsync(row.Batch, cancellationToken);
        }

        var dispatched = await dispatch.SendAsync(row.Batch, cancellationToken);
        if (!dispatched.IsConfirmed)
        {
            _failures = row.Sequence == _failingRow ? _failures + 1 : 1;
            _failingRow = row.Sequence;
        }

        return dispatched;
    }

    [LoggerMessage(LogLevel.Information, "The spool is drained: the broker has the {Batches} batches that waited in it")]
    private partial void Drained(int batches);

    [LoggerMessage(
        LogLevel.Warning,
        "The broker refused a spooled batch of {Bytes} bytes {Times} times and takes others: sending it by halves"
    )]
    private partial void IsHalved(int bytes, int times);

    [LoggerMessage(LogLevel.Error, "What is spooled cannot be sent to the broker, next attempt in {Pause}: {Problem}")]
    private partial void CannotDrain(Exception cause, string pause, string problem);
}
