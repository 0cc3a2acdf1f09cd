using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Intake;

/// <summary>Forwarders whose store, broker or connections fail, and forwarders that stop.</summary>
public class BrokerIntakeTroubleTests : BrokerIntakeFixture
{
    [Test]
    public async Task While_the_store_fails_nothing_is_consumed_the_queue_fills_readiness_says_why_and_all_is_taken_in_afterwards()
    {
        await using var forwarder = await StartForwarderAsync(null, ("Intake:HoldSeconds", "0"));
        Store.Fault = _ => new StorageException("The database is on holiday.");

        await Rig.PublishAsync(Enumerable.Range(1, 30).Select(Batch));
        await Eventually.HoldsAsync(
            async () => await Rig.LookAsync(Rig.Queue) == (30, 0),
            "all of it waits at the broker, and nobody consumes"
        );
        var ready = await forwarder.ReadySayingAsync("Nothing is consumed");
        Store.Fault = _ => null;
        await DeliveredAsync(1, 30);

        Assert.That(ready.Status, Is.EqualTo(503));
        Assert.That(ready.Body, Does.Contain("Nothing is consumed while the store fails: The database is on holiday."));
        Assert.That(DeadLetters(forwarder), Is.Empty);
        await ConsumesAsync(forwarder);
        await EmptyAsync(forwarder);
    }

    [Test]
    public async Task A_forwarder_takes_no_delivery_before_its_store_works_so_that_restarts_during_an_outage_cost_a_message_nothing()
    {
        await using (await Rig.StartForwarderAsync(Collector, null, ("Broker:DeliveryLimit", "2")))
        {
            // Declares the queues, with this limit.
        }

        await Rig.PublishAsync(Batch(1));
        for (var restart = 0; restart < 5; restart++)
        {
            await using var forwarder = await Rig.StartForwarderAsync(
                Collector,
                null,
                ("Broker:DeliveryLimit", "2"),
                ("Store:ConnectionString", $"postgres://bridge@127.0.0.1:{FreePort.Next()}/bridge")
            );
            await Eventually.HoldsAsync(
                () => forwarder.Logs.Any(line => line.Contains("Error Intake has stood still", StringComparison.Ordinal)),
                "it waits for its store"
            );
            Assert.That((await forwarder.ReadyAsync()).Body, Does.Contain("Nothing is consumed while the store fails"));
            Assert.That(await Rig.LookAsync(Rig.Queue), Is.EqualTo((1, 0)), "nobody consumes");
        }

        await using var working = await StartForwarderAsync(null, ("Broker:DeliveryLimit", "2"));
        await DeliveredAsync(1, 1);
        Assert.That(DeadLetters(working), Is.Empty);
    }

    [Test]
    public async Task A_store_that_fails_for_a_moment_costs_no_redelivery()
    {
        await UseOwnBrokerAsync();
        await using var forwarder = await StartForwarderAsync(null, ("Intake:HoldSeconds", "300"));
        Store.Fault = _ => new StorageException("One moment.");

        await Rig.PublishAsync(Batch(1));
        await Eventually.HoldsAsync(() => Store.Attempts >= 2, "it is tried again");
        await Eventually.HoldsAsync(async () => await CountUnacknowledgedAsync() == 1, "the forwarder keeps it");
        Store.Fault = _ => null;
        await DeliveredAsync(1, 1);

        Assert.That(forwarder.Logs, Has.None.Contain("nothing is consumed until it works"));
    }

    [Test]
    public async Task Stopping_takes_in_what_was_delivered_and_leaves_the_rest_to_others()
    {
        using var store = new TemporaryDatabase();
        var committed = new TaskCompletionSource();
        await using (var forwarder = await StartForwarderAsync(null, ("Broker:Prefetch", "5"), ("Store:ConnectionString", store.Path)))
        {
            Store.Before = committed.Task;
            await Rig.PublishAsync(Enumerable.Range(1, 20).Select(Batch));
            await Eventually.HoldsAsync(() => Store.Attempts == 1, "some are being taken in");

            var stopping = forwarder.StopAsync();
            committed.SetResult();
            await stopping;
        }

        var left = (await Rig.LookAsync(Rig.Queue)).Ready;
        await using var another = await StartForwarderAsync(null, ("Store:ConnectionString", store.Path));

        await DeliveredAsync(1, 20);
        // Until the broker hears of the end, what is acknowledged makes room for as many again, on a busy machine twice.
        Assert.That(left, Is.InRange(5, 19), "what was delivered was taken in, and no more");
        Assert.That(Collector.Taken.Values, Is.All.EqualTo(1));
    }

    [Test]
    public async Task Connections_that_are_cut_again_and_again_lose_no_message()
    {
        var broker = await RabbitServer.SharedAsync();
        await using var rig = new BrokerRig(broker.Url);
        await using var proxy = new TcpProxy(broker.Port);
        await using var forwarder = await rig.StartForwarderAsync(
            Collector,
            null,
            ("Broker:Url", $"amqp://guest:guest@127.0.0.1:{proxy.Port}"),
            ("Broker:DeliveryLimit", "1000")
        );
        await ConsumesAsync(forwarder);

        foreach (var hundred in Enumerable.Range(1, 1000).Chunk(100))
        {
            await rig.PublishAsync(hundred.Select(Batch));
            proxy.ResetAll();
        }

        await DeliveredAsync(1, 1000);
    }

    [Test]
    public async Task A_broker_that_restarts_is_consumed_again_within_seconds()
    {
        await using var broker = await RabbitServer.StartNewAsync();
        await using var rig = new BrokerRig(broker.Url);
        await using var forwarder = await rig.StartForwarderAsync(Collector);
        await ConsumesAsync(forwarder);
        await rig.PublishAsync(Batch(1));
        await DeliveredAsync(1, 1);

        await broker.KillAsync();
        await Eventually.HoldsAsync(
            async () => (await forwarder.ReadyAsync()).Body.Contains("The broker delivers nothing", StringComparison.Ordinal),
            "readiness says so"
        );
        await broker.StartAsync();
        await rig.PublishAsync(Batch(2));

        await DeliveredAsync(1, 2);
        await ConsumesAsync(forwarder);
    }
}
