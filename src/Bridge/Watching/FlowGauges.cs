using System.Diagnostics.Metrics;
using Bridge.Delivery;
using Bridge.Intake;
using Bridge.Messaging.Broker;
using Bridge.Storage.Sqlite;
using Bridge.Telemetry;

namespace Bridge.Watching;

/// <summary>Shows what waits, and what hinders it, as gauges; of the parts that this process has.</summary>
internal sealed class FlowGauges(
    Instruments instruments,
    FlowSampler sampler,
    TimeProvider time,
    SpoolTable? spool = null,
    SqliteDatabase? file = null,
    BrokerLink? link = null,
    TopologyWatch? topology = null,
    IntakeState? intake = null,
    DeliveryStatus? delivery = null
) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        ObserveStore();
        ObserveSpool();
        ObserveBroker();
        ObserveDelivery();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void ObserveStore()
    {
        instruments.Observe(Gauges.EventsWaiting, () => sampler.Last.Destinations.Select(of => At(of.Destination, of.Waiting)));
        instruments.Observe(
            Gauges.EventsOldest,
            () => sampler.Last.Destinations.Select(of => At(of.Destination, Age(of.OldestReceivedAt)))
        );
        instruments.Observe(Gauges.Deferred, () => Count(sampler.Last.Deferred));
        instruments.Observe(Gauges.DeferredOldest, () => Oldest(sampler.Last.Deferred));
        instruments.Observe(Gauges.DeadOpen, () => Count(sampler.Last.Dead));
        instruments.Observe(Gauges.DeadOldest, () => Oldest(sampler.Last.Dead));
        instruments.Observe(
            Gauges.NotTold,
            () =>
                sampler.Last.NoConversion.Select(one => new Measurement<double>(one.Value, KeyValuePair.Create("reason", (object?)one.Key)))
        );
        if (file is not null)
        {
            instruments.Observe(Gauges.DiskFree, () => Known(file.Room.FreeBytes));
        }
    }

    private void ObserveSpool()
    {
        if (spool is not null)
        {
            instruments.Observe(Gauges.SpoolWaiting, () => Count(sampler.Last.Spooled));
            instruments.Observe(Gauges.SpoolOldest, () => Oldest(sampler.Last.Spooled));
            instruments.Observe(Gauges.SpoolSize, () => [new(spool.Bytes)]);
            instruments.Observe(Gauges.SpoolLimit, () => [new(spool.Limit)]);
            instruments.Observe(Gauges.SpoolKept, () => [new(spool.Kept)]);
        }
    }

    private void ObserveBroker()
    {
        if (link is not null && topology is not null)
        {
            instruments.Observe(Gauges.BrokerUp, () => [new(link.Problem is null ? 1 : 0)]);
            instruments.Observe(Gauges.QueueMessages, () => Queues(topology.Last, queue => queue.Ready));
            instruments.Observe(Gauges.QueueConsumers, () => Queues(topology.Last, queue => queue.Consumers));
        }
    }

    private void ObserveDelivery()
    {
        if (intake is not null && delivery is not null)
        {
            instruments.Observe(Gauges.IntakeStandstill, () => [new(Age(intake.Standstill?.Since))]);
            instruments.Observe(Gauges.DestinationPaused, () => Gates(delivery, GateState.Paused));
            instruments.Observe(Gauges.DestinationWaiting, () => Gates(delivery, GateState.Waiting));
        }
    }

    private double Age(DateTimeOffset? since) => since is { } from ? Math.Max(0, (time.GetUtcNow() - from).TotalSeconds) : 0;

    private static IEnumerable<Measurement<double>> Known(long? value) => value is { } known ? [new(known)] : [];

    private static IEnumerable<Measurement<double>> Count(BacklogFigure? figure) => Known(figure?.Count);

    private IEnumerable<Measurement<double>> Oldest(BacklogFigure? figure) => figure is null ? [] : [new(Age(figure.Oldest))];

    private static IEnumerable<Measurement<double>> Queues(TopologyFinding? finding, Func<QueueFinding, double> read) =>
        finding is null
            ? []
            : new[] { finding.Events, finding.Dead }.Select(queue => new Measurement<double>(
                read(queue),
                new KeyValuePair<string, object?>("queue", queue.Name)
            ));

    private static IEnumerable<Measurement<double>> Gates(DeliveryStatus delivery, GateState state) =>
        delivery.Destinations.Select(of => At(of.Name, of.Gate.State == state ? 1 : 0));

    private static Measurement<double> At(string destination, double value) =>
        new(value, new KeyValuePair<string, object?>("destination", destination));
}
