using Bridge.Configuration;
using Bridge.Support;
using RabbitMQ.Client;

namespace Bridge.Messaging;

/// <summary>What Bridge declares at the broker, and what it says where the broker has something else or refuses.</summary>
public class BrokerTopologyTests : BrokerFixture
{
    [Test]
    public async Task A_queue_with_another_delivery_limit_stops_the_start_with_one_sentence()
    {
        await using (await Rig.StartReceiverAsync())
        {
            // Declares it with the limit nobody set.
        }

        var refusal = Assert.ThrowsAsync<StartupException>(() => Rig.StartReceiverAsync(("Broker:DeliveryLimit", "7")));

        Assert.That(
            refusal!.Problems.Single(),
            Does.Contain(Rig.Queue)
                .And.Contain("x-delivery-limit")
                .And.EndsWith("delete it there once it is empty, or choose other names under Broker:.")
        );
        Assert.That(refusal.ExitCode, Is.EqualTo(2));
    }

    [Test]
    public async Task An_exchange_of_another_type_stops_the_start_with_one_sentence()
    {
        await Rig.OnChannelAsync(async channel =>
        {
            await channel.ExchangeDeclareAsync(Rig.Exchange, ExchangeType.Direct, durable: true);
            return true;
        });

        var refusal = Assert.ThrowsAsync<StartupException>(() => Rig.StartReceiverAsync(("Broker:Feed", "true")));

        Assert.That(refusal!.Problems.Single(), Does.Contain($"exchange '{Rig.Exchange}'").And.Contain("type"));
    }

    [Test]
    public void A_password_that_is_wrong_stops_the_start_and_is_not_repeated()
    {
        var refusal = Assert.ThrowsAsync<StartupException>(async () =>
            await Rig.StartReceiverAsync(
                ("Broker:Url", (await RabbitServer.AnyUrlAsync()).Replace("guest:guest", "guest:hunter2", StringComparison.Ordinal))
            )
        );

        Assert.That(
            refusal!.Problems,
            Is.EqualTo(["The broker refuses the user and password of Broker:Url (environment BROKER_URL): correct them."])
        );
    }

    [Test]
    public async Task Queues_that_were_never_there_are_declared_once_the_broker_comes_and_nobody_is_told_that_they_were_deleted()
    {
        await using var proxy = new TcpProxy(new Uri(await RabbitServer.AnyUrlAsync()).Port) { IsDown = true };
        await using var receiver = await Rig.StartReceiverAsync(
            ("Broker:Url", $"amqp://guest:guest@127.0.0.1:{proxy.Port}"),
            ("Broker:ConnectTimeoutSeconds", "2")
        );

        proxy.IsDown = false;
        await Eventually.HoldsAsync(receiver.IsWellAsync, "the broker has what Bridge needs");

        Assert.That(await Rig.OnChannelAsync(channel => channel.QueueDeclarePassiveAsync(Rig.Queue)), Is.Not.Null);
        Assert.That(receiver.Logs, Has.None.Contain("was deleted"));
    }
}
