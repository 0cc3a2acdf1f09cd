using System.Text;
using Bridge.Messaging.Broker;
using Bridge.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Messaging;

/// <summary>What becomes of webhooks while the broker is away, hangs, or takes nothing.</summary>
public class BrokerDownTests : OwnBrokerFixture
{
    private static readonly IEnumerable<Guid> Expected = TextWebhook.Many(1, 20).Select(webhook => webhook.Id);

    [Test]
    public async Task A_broker_that_dies_costs_no_webhook_and_gets_all_of_them_in_order_when_it_is_back()
    {
        await using var receiver = await Rig.StartReceiverAsync(builder =>
            builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<SpoolDrain>(services, new PromptTime()))
        );
        var before = await receiver.PostAsync(TextWebhook.Many(1, 5));

        await Broker.KillAsync();
        var meanwhile = await receiver.PostAsync(TextWebhook.Many(6, 15));
        var ready = await receiver.ReadyAsync();
        await Broker.StartAsync();
        await WellAsync(receiver);
        var after = await receiver.PostAsync(TextWebhook.Many(16, 20));

        var ids = await TakeAsync(20);
        Assert.That(before.Concat(meanwhile).Concat(after), Is.All.EqualTo(200));
        Assert.That(ready.Status, Is.EqualTo(200));
        Assert.That(ready.Body, Does.Contain("webhooks go to the spool"));
        Assert.That(ids, Is.EquivalentTo(Expected));
        Assert.That(
            ids.Where(TextWebhook.Many(6, 15).Select(webhook => webhook.Id).Contains),
            Is.EqualTo(TextWebhook.Many(6, 15).Select(webhook => webhook.Id)),
            "in order"
        );
    }

    [Test]
    public async Task A_broker_that_hangs_confirms_nothing_and_the_webhooks_are_answered_from_the_spool_in_time()
    {
        await using var receiver = await Rig.StartReceiverAsync();
        await receiver.PostAsync(TextWebhook.Many(1, 5));

        await Broker.FreezeAsync();
        var meanwhile = await receiver.PostAsync(TextWebhook.Many(6, 20));
        await Eventually.HoldsAsync(
            async () =>
                (await receiver.ReadyAsync()).Body.Contains("it did not confirm a message within 1 s (Broker:PublishTimeoutSeconds)"),
            "the broker counts as down"
        );
        await Broker.ThawAsync();
        await WellAsync(receiver);

        Assert.That(meanwhile, Is.All.EqualTo(200));
        Assert.That((await TakeAsync(20)).Distinct(), Is.EquivalentTo(Expected));
    }

    [Test]
    public async Task A_broker_that_hangs_is_waited_for_no_longer_than_its_confirms_of_late_suggest()
    {
        await using var receiver = await Rig.StartReceiverAsync(
            ("Broker:LateMilliseconds", "60000"),
            ("Broker:PublishTimeoutSeconds", "60"),
            ("Receiving:PublishTimeoutSeconds", "20")
        );
        await receiver.PostAsync(TextWebhook.Many(1, ConfirmTimes.Enough));

        await Broker.FreezeAsync();
        var meanwhile = await receiver.PostAsync(TextWebhook.Many(ConfirmTimes.Enough + 1, ConfirmTimes.Enough + 5));
        await Broker.ThawAsync();

        Assert.That(meanwhile, Is.All.EqualTo(200));
    }

    [Test]
    public async Task A_broker_that_hangs_is_not_waited_for_until_it_counts_as_down()
    {
        await using var receiver = await Rig.StartReceiverAsync(
            ("Broker:PublishTimeoutSeconds", "60"),
            ("Receiving:PublishTimeoutSeconds", "30")
        );
        await receiver.PostAsync(TextWebhook.Many(1, 5));

        await Broker.FreezeAsync();
        var meanwhile = await receiver.PostAsync(TextWebhook.Many(6, 20));
        var ready = await receiver.ReadyAsync();
        await Broker.ThawAsync();

        Assert.That(meanwhile, Is.All.EqualTo(200));
        Assert.That(ready.Body, Does.Not.Contain("it did not confirm"), "it may still");
        Assert.That((await TakeAsync(20)).Distinct(), Is.EquivalentTo(Expected));
    }

    [Test]
    public async Task What_a_broker_that_hangs_gets_late_and_from_the_spool_is_what_was_received_though_its_memory_is_used_again()
    {
        await using var receiver = await Rig.StartReceiverAsync(("Broker:PublishTimeoutSeconds", "60"));
        await PostTogetherAsync(receiver, 1, 50);

        await Broker.FreezeAsync();
        await PostTogetherAsync(receiver, 51, 250);
        await Broker.ThawAsync();
        await PostTogetherAsync(receiver, 251, 450);

        var events = new List<string>();
        await Eventually.HoldsAsync(
            async () =>
            {
                events.AddRange((await Rig.TakeAllAsync(Rig.Queue)).SelectMany(message => EventsIn(message.Body)));
                return events.Distinct().Count() >= 450;
            },
            "the broker has all"
        );
        Assert.That(events.Distinct(), Is.EquivalentTo(TextWebhook.Many(1, 450).SelectMany(webhook => EventsIn(webhook.ToBatch()))));
    }

    [Test]
    public async Task A_broker_with_a_memory_alarm_reads_nothing_and_the_webhooks_are_answered_from_the_spool()
    {
        await using var receiver = await Rig.StartReceiverAsync();
        await receiver.PostAsync(TextWebhook.Many(1, 5));

        await Broker.RaiseMemoryAlarmAsync();
        var meanwhile = await receiver.PostAsync(TextWebhook.Many(6, 20));
        await Broker.ClearMemoryAlarmAsync();
        await WellAsync(receiver);

        Assert.That(meanwhile, Is.All.EqualTo(200));
        Assert.That((await TakeAsync(20)).Distinct(), Is.EquivalentTo(Expected));
    }

    [Test]
    public async Task Connections_that_are_cut_again_and_again_cost_no_webhook()
    {
        await using var proxy = new TcpProxy(Broker.Port);
        await using var receiver = await Rig.StartReceiverAsync(("Broker:Url", $"amqp://guest:guest@127.0.0.1:{proxy.Port}"));
        var statuses = new List<int>();

        foreach (var webhook in TextWebhook.Many(1, 20))
        {
            statuses.AddRange(await receiver.PostAsync(webhook));
            proxy.ResetAll();
        }

        await WellAsync(receiver);
        Assert.That(statuses, Is.All.EqualTo(200));
        Assert.That((await TakeAsync(20)).Distinct(), Is.EquivalentTo(Expected));
        Assert.That(proxy.Accepted, Is.GreaterThan(2));
    }

    [Test]
    public async Task A_spool_that_is_full_is_answered_503_and_makes_the_receiver_not_ready_until_the_broker_is_back()
    {
        await using var receiver = await Rig.StartReceiverAsync(("Spool:MaxBytes", "1048576"));
        await Broker.KillAsync();

        await Eventually.HoldsAsync(async () => await PostLargeAsync(receiver) == 503, "the spool is full");
        using var refused = await receiver.SendAsync(SignedRequest.Create(Large()));
        var ready = await receiver.ReadyAsync();
        await Broker.StartAsync();
        await WellAsync(receiver);

        Assert.That(refused.Headers.RetryAfter, Is.Not.Null);
        Assert.That(ready.Status, Is.EqualTo(503));
        Assert.That(ready.Body, Does.Contain("the spool is full").And.Contain("Spool:MaxBytes"));
        Assert.That(await PostLargeAsync(receiver), Is.EqualTo(200));
    }

    [Test]
    public async Task A_receiver_that_starts_without_its_broker_spools_and_what_it_spooled_survives_its_death()
    {
        using var spool = new TemporaryDatabase();
        await using var proxy = new TcpProxy(Broker.Port) { IsDown = true };
        await using var process = new BridgeProcess(
            Rig.Environment(
                ("Broker:Url", $"amqp://guest:guest@127.0.0.1:{proxy.Port}"),
                ("Spool:Path", spool.Path),
                ("Broker:ConnectTimeoutSeconds", "1"),
                ("Meta:AppSecrets:0", SignedRequest.Secret),
                ("Meta:VerifyTokens:0", SignedRequest.VerifyToken)
            ),
            "receive"
        );
        using var meta = new HttpClient { BaseAddress = process.Address };
        await process.StartAsync(CancellationToken.None);
        var statuses = await Task.WhenAll(TextWebhook.Many(1, 20).Select(webhook => meta.SendAsync(SignedRequest.Create(webhook.Body))));

        await process.KillAsync(CancellationToken.None);
        proxy.IsDown = false;
        await process.StartAsync(CancellationToken.None);

        Assert.That(statuses.Select(answer => (int)answer.StatusCode), Is.All.EqualTo(200));
        Assert.That((await TakeAsync(ids => ids.Distinct().Count() == 20)).Distinct(), Is.EquivalentTo(Expected));
    }

    private static async Task PostTogetherAsync(BridgeHost receiver, int from, int to)
    {
        var statuses = await Task.WhenAll(TextWebhook.Many(from, to).Select(webhook => receiver.PostAsync(webhook)));
        Assert.That(statuses.SelectMany(status => status), Is.All.EqualTo(200));
    }

    private static IEnumerable<string> EventsIn(ReadOnlyMemory<byte> batch) =>
        EventBatchReader.Read(batch).Batch!.Items.Select(item => Encoding.UTF8.GetString(item.Payload.Span));

    private static Task WellAsync(BridgeHost receiver) => Eventually.HoldsAsync(receiver.IsWellAsync, "the broker takes messages again");

    private static byte[] Large() => Encoding.UTF8.GetBytes("\"" + new string('x', 300_000) + Guid.NewGuid() + "\"");

    private static async Task<int> PostLargeAsync(BridgeHost receiver)
    {
        using var answer = await receiver.SendAsync(SignedRequest.Create(Large()));
        return (int)answer.StatusCode;
    }

    /// <summary>So many different ones: what was confirmed late comes twice.</summary>
    private Task<List<Guid>> TakeAsync(int atLeast) => TakeAsync(ids => ids.Distinct().Count() >= atLeast);

    /// <summary>Takes until there is enough, the empty batches by which receivers tried the broker among it.</summary>
    private async Task<List<Guid>> TakeAsync(Func<List<Guid>, bool> isEnough)
    {
        var ids = new List<Guid>();
        await Eventually.HoldsAsync(
            async () =>
            {
                if (await Rig.ExistsAsync(Rig.Queue)) // who started without the broker declares it after its return
                {
                    ids.AddRange((await Rig.TakeAllAsync(Rig.Queue)).SelectMany(BrokerPublishingTests.IdsIn));
                }

                return isEnough(ids);
            },
            "the broker has all"
        );
        return ids;
    }

    /// <summary>In which every confirm is prompt, as it is not on a busy machine: a slow broker gets several at once.</summary>
    private sealed class PromptTime : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
