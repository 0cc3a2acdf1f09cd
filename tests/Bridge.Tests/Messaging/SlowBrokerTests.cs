using Bridge.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Messaging;

/// <summary>A broker that takes everything and takes its time, and a spool that cannot let go of what the broker has.</summary>
public class SlowBrokerTests : OwnBrokerFixture
{
    private const int Webhooks = 400;

    /// <remarks>A confirm after the other they would take five minutes.</remarks>
    [Test]
    public async Task A_broker_that_confirms_later_than_it_is_waited_for_gets_everything_as_fast_as_it_comes()
    {
        await using var proxy = new TcpProxy(Broker.Port) { Latency = TimeSpan.FromMilliseconds(700) };
        await using var receiver = await Rig.StartReceiverAsync(
            ("Broker:Url", $"amqp://guest:guest@127.0.0.1:{proxy.Port}"),
            ("Broker:ConnectTimeoutSeconds", "6"), // for each step, of which there are many until the queues are declared
            ("Broker:PublishTimeoutSeconds", "30"),
            ("Broker:HeartbeatSeconds", "30")
        );

        var statuses = await receiver.PostAsync(TextWebhook.Many(1, Webhooks));

        Assert.That(statuses, Is.All.EqualTo(200));
        var ids = new HashSet<Guid>();
        await Eventually.HoldsAsync(
            async () =>
            {
                ids.UnionWith((await Rig.TakeAllAsync(Rig.Queue)).SelectMany(BrokerPublishingTests.IdsIn));
                return ids.Count >= Webhooks;
            },
            "the broker has all"
        );
        Assert.That(ids, Is.EquivalentTo(TextWebhook.Many(1, Webhooks).Select(webhook => webhook.Id)));
    }

    [Test]
    public async Task While_nothing_can_be_spooled_it_is_waited_for()
    {
        await using var proxy = new TcpProxy(Broker.Port) { Latency = TimeSpan.FromMilliseconds(500) };
        await using var receiver = await Rig.StartReceiverAsync(
            ("Broker:Url", $"amqp://guest:guest@127.0.0.1:{proxy.Port}"),
            ("Broker:HeartbeatSeconds", "30"),
            ("Broker:PublishTimeoutSeconds", "20"),
            ("Receiving:PublishTimeoutSeconds", "30"),
            ("Store:KeepFreeBytes", $"{1L << 40}")
        );

        var statuses = new List<int>();
        for (var round = 0; round < 4; round++)
        {
            statuses.AddRange(await receiver.PostAsync(TextWebhook.Many(1 + round * 5, 5 + round * 5)));
        }

        Assert.That(statuses, Is.All.EqualTo(200));
        var ids = (await Rig.TakeAllAsync(Rig.Queue)).SelectMany(BrokerPublishingTests.IdsIn).Distinct();
        Assert.That(ids, Is.EquivalentTo(TextWebhook.Many(1, 20).Select(webhook => webhook.Id)));
    }

    [Test]
    public async Task What_waits_for_long_in_the_spool_while_the_broker_seems_well_is_told()
    {
        var time = new JumpingTime();
        await using var receiver = await Rig.StartReceiverAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(time),
            ("Broker:PublishTimeoutSeconds", "60"),
            ("Broker:HeartbeatSeconds", "30"),
            ("Receiving:PublishTimeoutSeconds", "30")
        );
        await receiver.PostAsync(TextWebhook.Many(1, 5));

        await Broker.FreezeAsync();
        await receiver.PostAsync(TextWebhook.Many(6, 10));
        var before = await receiver.ReadyAsync();
        time.Jump(TimeSpan.FromSeconds(31));
        await Eventually.HoldsAsync(
            async () => (await receiver.ReadyAsync()).Body.Contains("The broker is slow: webhooks wait in the spool"),
            "the operator is told"
        );
        await Broker.ThawAsync();
        await Eventually.HoldsAsync(receiver.IsWellAsync, "what waited is sent");

        Assert.That(before.Body, Does.Not.Contain("slow"));
    }

    [Test]
    public async Task What_the_broker_has_is_not_sent_again_while_the_spool_cannot_let_go_of_it()
    {
        using var spool = new TemporaryDatabase();
        await using var receiver = await Rig.StartReceiverAsync(("Spool:Path", spool.Path));
        await Broker.KillAsync();
        await receiver.PostAsync(TextWebhook.Many(1, 5));

        await using (var other = new SqliteConnection($"Data Source={spool.Path}"))
        {
            await other.OpenAsync();
            await using var holding = other.BeginTransaction(deferred: false);
            await Broker.StartAsync();
            for (var times = 0; times < 2; times++)
            {
                await Eventually.HoldsAsync(
                    async () => (await receiver.ReadyAsync()).Body.Contains("What the broker has cannot be deleted from the spool"),
                    "the operator is told"
                );
                await Task.Delay(TimeSpan.FromSeconds(6)); // SQLite waits for five, then it is tried again
            }
        }

        await Eventually.HoldsAsync(receiver.IsWellAsync, "the spool lets go");
        var ids = (await Rig.TakeAllAsync(Rig.Queue)).SelectMany(BrokerPublishingTests.IdsIn);
        Assert.That(ids, Is.EquivalentTo(TextWebhook.Many(1, 5).Select(webhook => webhook.Id)), "once");
    }
}
