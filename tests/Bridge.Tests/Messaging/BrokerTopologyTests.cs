using Bridge.Configuration;
using Bridge.Support;
using RabbitMQ.Client;

namespace Bridge.Messaging;

[Category(Needs.Server)]
public class BrokerTopologyTests
{
    private BrokerRig _rig = null!;

    [SetUp]
    public async Task Prepare() => _rig = new BrokerRig(await RabbitServer.AnyUrlAsync());

    [TearDown]
    public async Task CleanUp() => await _rig.DisposeAsync();

    [Test]
    public async Task A_queue_with_another_delivery_limit_stops_the_start_with_one_sentence()
    {
        await using (await _rig.StartReceiverAsync())
        {
            // Declares it with the limit nobody set.
        }

        var refusal = Assert.ThrowsAsync<StartupException>(() => _rig.StartReceiverAsync(("Broker:DeliveryLimit", "7")));

        Assert.That(
            refusal!.Problems.Single(),
            Does.Contain(_rig.Queue)
                .And.Contain("x-delivery-limit")
                .And.EndsWith("delete it there once it is empty, or choose other names under Broker:.")
        );
        Assert.That(refusal.ExitCode, Is.EqualTo(2));
    }

    [Test]
    public async Task An_exchange_of_another_type_stops_the_start_with_one_sentence()
    {
        await _rig.OnChannelAsync(async channel =>
        {
            await channel.ExchangeDeclareAsync(_rig.Exchange, ExchangeType.Direct, durable: true);
            return true;
        });

        var refusal = Assert.ThrowsAsync<StartupException>(() => _rig.StartReceiverAsync(("Broker:Feed", "true")));

        Assert.That(refusal!.Problems.Single(), Does.Contain($"exchange '{_rig.Exchange}'").And.Contain("type"));
    }

    [Test]
    public void A_password_that_is_wrong_stops_the_start_and_is_not_repeated()
    {
        var refusal = Assert.ThrowsAsync<StartupException>(async () =>
            await _rig.StartReceiverAsync(
                ("Broker:Url", (await RabbitServer.AnyUrlAsync()).Replace("guest:guest", "guest:hunter2", StringComparison.Ordinal))
            )
        );

        Assert.That(
            refusal!.Problems,
            Is.EqualTo(["The broker refuses the user and password of Broker:Url (environment BROKER_URL): correct them."])
        );
    }
}
