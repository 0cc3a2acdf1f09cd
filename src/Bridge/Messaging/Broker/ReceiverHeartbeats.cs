using System.Buffers;
using Bridge.Storage;
using Bridge.Storage.Sqlite;
using Bridge.Telemetry;
using Microsoft.Extensions.Options;

namespace Bridge.Messaging.Broker;

/// <summary>
/// Tells forwarders now and then how far this receiver has got: a message like all others, behind those it published before. So whoever
/// takes it in knows that nothing older is still to come from here but what it says waits in the spool.
/// </summary>
/// <remarks>While the broker is away nothing is told, and forwarders wait with what depends on it.</remarks>
internal sealed class ReceiverHeartbeats(
    BrokerSender sender,
    IOptions<BrokerOptions> options,
    IOptions<SpoolOptions> spooling,
    SteadyClock clock,
    TimeProvider time,
    ILogger<ReceiverHeartbeats> logger,
    SpoolTable? spool = null,
    CarriedHours? carried = null
)
    : PeriodicWork(
        "Forwarders do not hear how far this receiver has got, and end no conversation by silence",
        TimeSpan.FromSeconds(options.Value.ProgressSeconds),
        time,
        logger
    )
{
    /// <summary>What is being received may be published, and then spooled, for so long before it shows.</summary>
    private readonly TimeSpan _onTheWay = TimeSpan.FromSeconds(options.Value.PublishTimeoutSeconds) + TimeSpan.FromSeconds(5);

    private readonly string _instance = NameOf(spooling.Value.Path);

    /// <summary>
    /// A receiver's name: the same after a restart, which finds the same spool, and another one for each spool of a machine, also where
    /// several start in folders of their own with the same setting.
    /// </summary>
    internal static string NameOf(string spoolPath) => StoredText.Key($"{Environment.MachineName}:{Path.GetFullPath(spoolPath)}");

    /// <summary>Nothing more is received: says goodbye, unless something is left in the spool, or nobody knows.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (await IsSpoolEmptyAsync(cancellationToken))
        {
            await SendAsync(new Heartbeat(HeartbeatRole.Receive, _instance, clock.Earlier, IsLeaving: true), cancellationToken);
        }
    }

    /// <summary>There is nothing to tell before anything can have been received.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(TimeSpan.FromSeconds(options.Value.ProgressSeconds), Time, stoppingToken);
        await base.ExecuteAsync(stoppingToken);
    }

    protected override async Task WorkAsync(CancellationToken cancellationToken)
    {
        var now = clock.Earlier - _onTheWay;
        var oldest = spool is null ? null : (await spool.CountAsync(cancellationToken)).Oldest;
        var until = oldest is { } waiting && waiting - _onTheWay < now ? waiting - _onTheWay : now;
        await SendAsync(new Heartbeat(HeartbeatRole.Receive, _instance, until), cancellationToken);
    }

    private async Task<bool> IsSpoolEmptyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return spool is null || await spool.CountAsync(cancellationToken) is (0, _);
        }
        catch (StorageException)
        {
            return false; // what a spool holds that cannot be read may come again, and forwarders wait for it
        }
    }

    /// <summary>What is not confirmed is told again a little later, and says more then.</summary>
    private async Task SendAsync(Heartbeat beat, CancellationToken cancellationToken)
    {
        var message = new ArrayBufferWriter<byte>(256);
        var counted = carried?.Hours.Take() ?? [];
        EventBatchWriter.Heartbeat(message, clock.Earlier, beat with { Counted = counted });
        if (await sender.AttemptAsync(message.WrittenSpan.ToArray(), cancellationToken) is not (SendResult.Confirmed, _))
        {
            carried?.Hours.Add(counted);
        }
    }
}

/// <summary>What a receiver counts by the hour and cannot write down, having no store: whoever hears its heartbeats does.</summary>
internal sealed record CarriedHours(HourlyTally Hours);
