using System.Text;
using System.Text.Json;
using Bridge.Support;
using RabbitMQ.Client;

namespace Bridge.Messaging;

/// <summary>Receivers that publish to a real broker.</summary>
public class BrokerPublishingTests : BrokerFixture
{
    [Test]
    public async Task What_was_answered_200_waits_in_the_quorum_queue_as_persistent_readable_JSON_with_a_trace_context()
    {
        await using var receiver = await Rig.StartReceiverAsync();

        var statuses = await receiver.PostAsync(new TextWebhook(1));

        var message = (await Rig.TakeAllAsync(Rig.Queue)).Single();
        Assert.That(statuses, Is.EqualTo([200]));
        Assert.That(IdsIn(message), Is.EqualTo([new TextWebhook(1).Id]));
        Assert.That(JsonDocument.Parse(message.Body).RootElement.GetProperty("schema").GetInt32(), Is.EqualTo(2));
        Assert.That(message.BasicProperties.ContentType, Is.EqualTo("application/json"));
        Assert.That(message.BasicProperties.Persistent, Is.True);
        Assert.That(
            Encoding.ASCII.GetString((byte[])message.BasicProperties.Headers!["traceparent"]!),
            Does.Match("^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$")
        );
    }

    [Test]
    public async Task Webhooks_that_come_while_a_message_is_in_flight_share_the_next()
    {
        await using var receiver = await Rig.StartReceiverAsync(("Broker:MaxPublishesInFlight", "1"));
        await receiver.PostAsync(new TextWebhook(0));
        var webhooks = TextWebhook.Many(1, 300);

        var statuses = await Task.WhenAll(webhooks.Select(webhook => receiver.PostAsync(webhook)));

        var messages = await Rig.TakeAllAsync(Rig.Queue);
        Assert.That(statuses.SelectMany(status => status), Is.All.EqualTo(200));
        Assert.That(messages.SelectMany(IdsIn), Is.EquivalentTo(TextWebhook.Many(0, 300).Select(webhook => webhook.Id)));
        Assert.That(messages, Has.Count.LessThan(150));
    }

    [Test]
    public async Task Without_a_spool_what_the_broker_does_not_take_is_answered_503_with_the_time_to_come_back()
    {
        var broker = await RabbitServer.SharedAsync();
        await using var proxy = new TcpProxy(broker.Port);
        await using var rig = new BrokerRig(broker.Url);
        await using var receiver = await rig.StartReceiverAsync(
            ("Broker:Url", $"amqp://guest:guest@127.0.0.1:{proxy.Port}"),
            ("Spool:Enabled", "false"),
            ("Spool:Path", "/nowhere/at/all")
        );
        await receiver.PostAsync(new TextWebhook(0));
        proxy.IsDown = true;
        proxy.ResetAll();

        using var refused = await receiver.SendAsync(SignedRequest.Create(new TextWebhook(1).Body));
        var ready = await receiver.ReadyAsync();
        proxy.IsDown = false;
        await Eventually.HoldsAsync(async () => (await receiver.ReadyAsync()).Status == 200, "the broker takes messages again");
        var statuses = await receiver.PostAsync(new TextWebhook(1));

        Assert.That((int)refused.StatusCode, Is.EqualTo(503));
        Assert.That(refused.Headers.RetryAfter, Is.Not.Null);
        Assert.That(ready.Status, Is.EqualTo(503));
        Assert.That(ready.Body, Does.Contain("there is no spool (Spool:Enabled)"));
        Assert.That(statuses, Is.EqualTo([200]));
        Assert.That(receiver.Logs, Has.Some.Contain("because the broker takes nothing and there is no spool"));
    }

    internal static IEnumerable<Guid> IdsIn(BasicGetResult message)
    {
        var reading = EventBatchReader.Read(message.Body);
        Assert.That(reading.Problem, Is.Null);
        return reading.Batch!.Items.Select(item => item.Id);
    }
}
