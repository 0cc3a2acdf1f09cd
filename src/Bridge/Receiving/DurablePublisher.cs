using System.Diagnostics;
using Bridge.Messaging;
using Bridge.Telemetry;
using Microsoft.Extensions.Options;

namespace Bridge.Receiving;

/// <summary>
/// Makes what was received durable, under its own deadline and not the request's: what its sender no longer waits for is stored all the
/// same.
/// </summary>
internal sealed class DurablePublisher(
    IEventPublisher publisher,
    EventChannel channel,
    IOptions<ReceivingOptions> options,
    BridgeMetrics metrics,
    TimeProvider time,
    ReceivingLog log
)
{
    private readonly int _timeoutSeconds = options.Value.PublishTimeoutSeconds;
    private readonly SharedDeadline _deadline = new(TimeSpan.FromSeconds(options.Value.PublishTimeoutSeconds), time);

    /// <returns>False when it is to be answered 503; why is logged and counted.</returns>
    public async ValueTask<bool> TryStoreAsync(EncodedItems items)
    {
        using var span = Traces.Send(channel, items.Count);
        var deadline = _deadline.Begin();
        try
        {
            var result = await publisher.PublishAsync(items, deadline);
            return result is PublishResult.Stored ? Stored(items) : NotStored(result, span);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            log.PublishTookTooLong(_timeoutSeconds);
            metrics.NotStored("timeout");
            span?.Fail("timeout");
            return false;
        }
    }

    private bool Stored(EncodedItems items)
    {
        metrics.Received(items.Events, items.Unreadable, items.Unrecognised, items.Invalid);
        return true;
    }

    private bool NotStored(PublishResult result, Activity? span)
    {
        log.NotStored(result);
        metrics.NotStored(CauseOf(result));
        span?.Fail(CauseOf(result));
        return false;
    }

    private static string CauseOf(PublishResult result) =>
        result switch
        {
            PublishResult.SpoolFull => "spool_full",
            PublishResult.BrokerUnavailable => "broker_unavailable",
            PublishResult.Overloaded => "overloaded",
            _ => "storage_unavailable",
        };
}
