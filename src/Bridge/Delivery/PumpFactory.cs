using Bridge.Attribution;
using Bridge.Storage;
using Bridge.Telemetry;
using Microsoft.Extensions.Options;

namespace Bridge.Delivery;

/// <summary>Puts together what belongs to one destination.</summary>
internal sealed class PumpFactory(
    Destinations destinations,
    CollectorKind collectors,
    ConversionsKind conversions,
    IDeliveryStore store,
    RetryingStore retryingStore,
    EventsQueued signal,
    IOptions<DeliveryOptions> options,
    Backoff backoff,
    DeliveryMetrics metrics,
    TimeProvider time,
    SteadyClock clock,
    ILoggerFactory loggers,
    NamedEvents? names = null
)
{
    public (DestinationPump Pump, Gate Gate) Create(string name)
    {
        var isForMeta = name == ConversionCopy.Destination;
        IDestinationKind kind = isForMeta ? conversions : collectors;
        var gate = new Gate(backoff, clock.Now);
        var suspicion = new Suspicion(options.Value.SuspectAfter, isAllOfBridge: isForMeta);
        var sender = new BatchSender(
            name,
            gate,
            suspicion,
            destinations,
            kind,
            retryingStore,
            options.Value.MaxAge,
            metrics,
            time,
            clock,
            loggers.CreateLogger<BatchSender>()
        );
        return (
            new DestinationPump(
                name,
                gate,
                suspicion,
                sender,
                store,
                signal,
                options.Value,
                backoff,
                time,
                clock,
                loggers.CreateLogger<DestinationPump>(),
                isForMeta ? null : names // Meta knows what its ads are called
            ),
            gate
        );
    }
}
