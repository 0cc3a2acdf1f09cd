using System.Text;
using Bridge.Support;
using RabbitMQ.Client;

namespace Bridge.Messaging;

/// <summary>What others do at the broker, to Bridge's queues and beside them, and what Bridge then still delivers.</summary>
[Category(Needs.Server)]
public class ForeignHandsTests
{
    private BrokerRig _rig = null!;
    private ScriptedCollector _collector = null!;

    [SetUp]
    public async Task Prepare()
    {
        _rig = new BrokerRig(await RabbitServer.AnyUrlAsync());
        _collector = await ScriptedCollector.StartAsync();
    }

    [TearDown]
    public async Task CleanUp()
    {
        await _collector.DisposeAsync();
        await _rig.DisposeAsync();
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_queue_that_somebody_deletes_is_declared_again_and_everything_after_is_delivered(bool withFeed)
    {
        await using var receiver = await _rig.StartReceiverAsync(("Broker:Feed", withFeed ? "true" : "false"));
        await using var forwarder = await StartForwarderAsync(("Broker:CheckSeconds", "1"));
        await _rig.BindOwnQueueAsync();
        await receiver.PostAsync(new TextWebhook(0));
        await DeliveredAsync(0, 0);

        await _rig.DeleteAsync(_rig.Queue);
        var statuses = await receiver.PostAsync(TextWebhook.Many(1, 60));

        await DeliveredAsync(0, 60);
        await Eventually.HoldsAsync(receiver.IsWellAsync, "the receiver is well");
        await Eventually.HoldsAsync(forwarder.IsWellAsync, "the forwarder is well");
        Assert.That(statuses, Is.All.EqualTo(200));
        Assert.That(receiver.Logs.Concat(forwarder.Logs), Has.Some.Contain($"The queue {_rig.Queue} was deleted at the broker"));
    }

    [Test]
    public async Task Every_forwarder_consumes_again_after_its_queue_was_deleted_whether_or_not_the_broker_told_it()
    {
        await using var first = await StartForwarderAsync(("Broker:CheckSeconds", "1"));
        await using var second = await StartForwarderAsync(("Broker:CheckSeconds", "1"));

        await _rig.DeleteAsync(_rig.Queue);

        await Eventually.HoldsAsync(
            async () => await _rig.ExistsAsync(_rig.Queue) && (await _rig.LookAsync(_rig.Queue)).Consumers == 2,
            "the queue is there again, and both consume it"
        );
        await _rig.PublishAsync(new TextWebhook(1).ToBatch());
        await DeliveredAsync(1, 1);
        await first.StopAsync();
        await _rig.PublishAsync(new TextWebhook(2).ToBatch());
        await DeliveredAsync(2, 2);
    }

    [Test]
    public async Task The_dead_letters_exchange_that_somebody_deletes_or_unbinds_is_mended()
    {
        await using var receiver = await _rig.StartReceiverAsync(("Broker:CheckSeconds", "1"));
        await _rig.OnChannelAsync(async channel =>
        {
            await channel.QueueUnbindAsync(_rig.DeadLetterQueue, _rig.DeadLetterQueue, routingKey: "");
            await channel.ExchangeDeleteAsync(_rig.DeadLetterQueue);
            return true;
        });

        await Eventually.HoldsAsync(ReachesTheDeadAsync, "what is given up reaches the dead letters' queue");
    }

    [Test]
    public async Task A_queue_of_somebody_else_that_is_full_and_rejects_changes_nothing()
    {
        await using var receiver = await _rig.StartReceiverAsync(("Broker:Feed", "true"));
        await using var forwarder = await StartForwarderAsync();
        var other = await _rig.BindOwnQueueAsync(new() { ["x-max-length"] = 1, ["x-overflow"] = "reject-publish" });

        var statuses = await receiver.PostAsync(TextWebhook.Many(1, 60));

        await DeliveredAsync(1, 60);
        Assert.That(statuses, Is.All.EqualTo(200));
        Assert.That(await receiver.IsWellAsync(), Is.True);
        await Eventually.HoldsAsync(async () => (await _rig.LookAsync(other)).Ready == 1, "it got what it takes");
    }

    [Test]
    public async Task A_policy_that_makes_the_queue_refuse_is_named_and_costs_nothing()
    {
        var broker = await RabbitServer.SharedAsync();
        await using var rig = new BrokerRig(broker.Url);
        await using var receiver = await rig.StartReceiverAsync();
        await broker.ControlAsync("set_policy", rig.Queue, $"^{rig.Queue}$", """{"max-length":1}""");

        var statuses = await receiver.PostAsync(TextWebhook.Many(1, 10));
        var ready = await receiver.ReadyAsync();
        await broker.ControlAsync("clear_policy", rig.Queue);
        await Eventually.HoldsAsync(receiver.IsWellAsync, "the broker takes messages again");
        var ids = new List<Guid>();
        await Eventually.HoldsAsync(
            async () =>
            {
                ids.AddRange((await rig.TakeAllAsync(rig.Queue)).SelectMany(BrokerPublishingTests.IdsIn));
                return ids.Distinct().Count() == 10;
            },
            "all are in the queue"
        );

        Assert.That(statuses, Is.All.EqualTo(200));
        Assert.That(ready.Body, Does.Contain($"the queue {rig.Queue} refuses messages (nack)").And.Contain("rabbitmqctl list_policies"));
        Assert.That(receiver.Logs, Has.None.Contain("Exception of type"));
    }

    [Test]
    public async Task With_the_feed_others_get_everything_too_and_the_forwarders_get_it_once()
    {
        await using var receiver = await _rig.StartReceiverAsync(("Broker:Feed", "true"));
        var other = await _rig.BindOwnQueueAsync();

        await receiver.PostAsync(new TextWebhook(1));

        await Eventually.HoldsAsync(async () => (await _rig.LookAsync(other)).Ready == 1, "it is fed");
        Assert.That((await _rig.TakeAllAsync(other)).SelectMany(BrokerPublishingTests.IdsIn), Is.EqualTo([new TextWebhook(1).Id]));
        Assert.That((await _rig.LookAsync(_rig.Queue)).Ready, Is.EqualTo(1));
    }

    [Test]
    public async Task The_binding_by_which_a_version_before_fed_the_forwarders_is_removed_with_the_feed()
    {
        await using (await _rig.StartReceiverAsync())
        {
            // Declares the queue.
        }

        await _rig.OnChannelAsync(async channel =>
        {
            await channel.ExchangeDeclareAsync(_rig.Exchange, ExchangeType.Fanout, durable: true);
            await channel.QueueBindAsync(_rig.Queue, _rig.Exchange, routingKey: "");
            return true;
        });
        await using var receiver = await _rig.StartReceiverAsync(("Broker:Feed", "true"));
        var other = await _rig.BindOwnQueueAsync();

        await receiver.PostAsync(new TextWebhook(1));

        await Eventually.HoldsAsync(async () => (await _rig.LookAsync(other)).Ready == 1, "it is fed");
        var queued = await _rig.TakeAllAsync(_rig.Queue);
        var told = queued.Select(message => Encoding.UTF8.GetString(message.Body.Span));
        Assert.That(told.Where(body => !body.Contains("heartbeat", StringComparison.Ordinal)), Has.Exactly(1).Items);
    }

    [Test]
    public async Task A_queue_that_somebody_purges_loses_what_was_in_it_and_takes_all_that_follows()
    {
        await using var receiver = await _rig.StartReceiverAsync();
        await receiver.PostAsync(TextWebhook.Many(1, 5));

        await _rig.OnChannelAsync(channel => channel.QueuePurgeAsync(_rig.Queue));
        await receiver.PostAsync(TextWebhook.Many(6, 10));

        Assert.That(
            (await _rig.TakeAllAsync(_rig.Queue)).SelectMany(BrokerPublishingTests.IdsIn),
            Is.EqualTo(TextWebhook.Many(6, 10).Select(webhook => webhook.Id))
        );
        Assert.That(await receiver.IsWellAsync(), Is.True);
    }

    [Test]
    public async Task A_queue_that_comes_back_with_other_arguments_is_told_until_it_is_right_again()
    {
        await using var receiver = await _rig.StartReceiverAsync(("Broker:CheckSeconds", "1"));
        await ReplaceQueueAsync(new() { ["x-queue-type"] = "classic" });

        await Eventually.HoldsAsync(
            async () => (await receiver.ReadyAsync()).Body.Contains("differs from what Bridge declares", StringComparison.Ordinal),
            "readiness says so"
        );
        var statuses = await receiver.PostAsync(new TextWebhook(1));
        await _rig.DeleteAsync(_rig.Queue);

        await Eventually.HoldsAsync(receiver.IsWellAsync, "it is mended");
        Assert.That(statuses, Is.EqualTo([200]));
    }

    private Task<bool> ReplaceQueueAsync(Dictionary<string, object?> arguments) =>
        _rig.OnChannelAsync(async channel =>
        {
            await channel.QueueDeleteAsync(_rig.Queue);
            await channel.QueueDeclareAsync(_rig.Queue, durable: true, exclusive: false, autoDelete: false, arguments);
            return true;
        });

    private async Task<bool> ReachesTheDeadAsync()
    {
        try
        {
            await _rig.OnChannelAsync(async channel =>
            {
                await channel.BasicPublishAsync(
                    _rig.DeadLetterQueue,
                    routingKey: "",
                    mandatory: true,
                    new BasicProperties(),
                    "given up"u8.ToArray()
                );
                return true;
            });
            return true;
        }
        catch (RabbitMQ.Client.Exceptions.RabbitMQClientException)
        {
            return false; // no such exchange, or nothing bound to it
        }
    }

    private async Task<BridgeHost> StartForwarderAsync(params (string, string?)[] settings)
    {
        var forwarder = await _rig.StartForwarderAsync(_collector, null, settings);
        await Eventually.HoldsAsync(async () => (await forwarder.ReadyAsync()).Status == 200, "the forwarder consumes");
        return forwarder;
    }

    private Task DeliveredAsync(int from, int to) =>
        Eventually.HoldsAsync(
            () => TextWebhook.Many(from, to).All(webhook => _collector.Taken.ContainsKey(webhook.Id)),
            "all is delivered"
        );
}
