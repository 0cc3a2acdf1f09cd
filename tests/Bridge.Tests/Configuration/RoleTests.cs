using Bridge.Delivery;
using Bridge.Messaging;
using Bridge.Messaging.Broker;
using Bridge.Receiving.Webhooks;
using Bridge.Storage;
using Bridge.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Configuration;

/// <summary>What a process of each role needs, and what it has not.</summary>
public class RoleTests : BrokerFixture
{
    [Test]
    public async Task A_receiver_needs_no_collector_and_opens_no_store()
    {
        await using var receiver = await Rig.StartReceiverAsync(("Store:ConnectionString", "/nowhere/at/all/bridge.db"));

        Assert.That(await receiver.ReadyAsync(), Is.EqualTo((200, """{"ready":true,"notReady":[],"spooled":{"count":0}}""")));
        Assert.That(receiver.Services.GetService<IStore>(), Is.Null);
        Assert.That(receiver.Services.GetService<Destinations>(), Is.Null);
        Assert.That(await receiver.PostAsync(new TextWebhook(1)), Is.EqualTo([200]));
    }

    [Test]
    public async Task A_forwarder_needs_no_secret_of_Meta_and_answers_no_webhook()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        await using var forwarder = await Rig.StartForwarderAsync(collector, null, ("Spool:Path", "/nowhere/at/all/spool.db"));

        Assert.That(forwarder.Services.GetService<MetaSecrets>(), Is.Null);
        Assert.That(forwarder.Services.GetService<IEventPublisher>(), Is.Null);
        Assert.That(await forwarder.PostAsync(new TextWebhook(1)), Is.EqualTo([404]));
    }

    [Test]
    public async Task With_a_broker_one_process_may_be_everything_at_once()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        await using var bridge = await BridgeHost.StartAsync(Rig.Settings.Append(new("Collector:Url", collector.Url.ToString())));

        await bridge.PostAsync(TextWebhook.Many(1, 10));

        await Eventually.HoldsAsync(() => collector.Taken.Count == 10, "all is delivered");
        Assert.That(bridge.Services.GetService<IEventPublisher>(), Is.TypeOf<BrokerPublisher>());
    }

    [Test]
    public async Task The_operations_role_opens_the_store_alone()
    {
        await using var ops = await BridgeHost.StartAsync([new("Role", "ops"), new("Meta:AppSecrets:0", null), new("Collector:Url", null)]);

        Assert.That((await ops.ReadyAsync()).Status, Is.EqualTo(200));
        Assert.That(ops.Services.GetService<IStore>(), Is.Not.Null);
        Assert.That(ops.Services.GetService<IEventPublisher>(), Is.Null);
    }
}
