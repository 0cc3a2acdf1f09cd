using System.Net;
using Bridge.DeadLetters;
using Bridge.Messaging.Broker;
using Bridge.Ops.Access;
using Bridge.Ops.Overview;
using Bridge.Storage.Administration;
using Bridge.Support;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace Bridge.Ops;

/// <summary>What the overview knows of a Bridge that runs.</summary>
public class OverviewTests
{
    private static readonly Actor Operator = new("ada");

    private static readonly GateReport Open = new() { Destination = "default", State = "open" };

    [Test]
    public async Task A_paused_collector_shows_with_its_reason_and_what_waits_and_is_tried_at_once_when_somebody_asks()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        collector.Everything = ScriptedAnswer.Status(HttpStatusCode.Unauthorized);
        await using var bridge = await StartAsync(collector);
        await bridge.PostAsync(new TextWebhook(1), new TextWebhook(2));
        await Eventually.HoldsAsync(
            async () => (await OverviewAsync(bridge)).Destinations is [{ State: DestinationState.Paused, Waiting: 2 }],
            "the pause is seen, with both of them"
        );

        var overview = await OverviewAsync(bridge);
        var paused = overview.Destinations.Single();
        collector.Everything = null;
        await AdminOf(bridge).ResumeDestinationAsync("default", Operator, CancellationToken.None);
        await Eventually.HoldsAsync(() => collector.Taken.Count == 2, "both arrive long before the next try by itself");
        await Eventually.HoldsAsync(
            async () => (await OverviewAsync(bridge)).Destinations is [{ State: DestinationState.Open, Waiting: 0 }],
            "the end of the pause is seen"
        );

        Assert.That(paused.Reason, Does.Contain("401"));
        Assert.That(paused.Address, Is.EqualTo(collector.Url.Authority));
        Assert.That(
            overview.Findings.Single().Sentence,
            Is.EqualTo("Delivery to the collector default is paused (status 401) with 2 events waiting: check its address and write key.")
        );
        Assert.That(paused.Waiting, Is.EqualTo(2));
        Assert.That(paused.OldestReceivedAt, Is.Not.Null);
        Assert.That(paused.NextTry, Is.GreaterThan(paused.Since!));
    }

    [Test]
    public async Task A_collector_nobody_delivers_to_cannot_be_resumed()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        await using var bridge = await StartAsync(collector);

        var refused = Assert.ThrowsAsync<AdminException>(() =>
            AdminOf(bridge).ResumeDestinationAsync("elsewhere", Operator, CancellationToken.None)
        );

        Assert.That(refused!.Message, Is.EqualTo("No forwarder delivers to the collector elsewhere just now."));
    }

    [Test]
    public async Task A_forwarder_that_ended_without_a_word_is_missed_and_one_that_said_goodbye_is_not()
    {
        using var file = new TemporaryDatabase();
        await using var collector = await ScriptedCollector.StartAsync();
        await using (var before = await StartAsync(collector, ("Store:ConnectionString", file.Path)))
        {
            await Eventually.HoldsAsync(async () => (await OverviewAsync(before)).Forwarders is [_], "it speaks");
        }

        await using var bridge = await StartAsync(collector, ("Store:ConnectionString", file.Path));
        await Eventually.HoldsAsync(async () => (await OverviewAsync(bridge)).Forwarders is [_], "it speaks, and the other is gone");
        var well = await OverviewAsync(bridge);
        await bridge
            .Services.GetRequiredService<AdminDatabase>()
            .WriteAsync(
                async store =>
                {
                    await GateTable.WriteAsync(store, "host:7:x", [Open], TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(30));
                    return 0;
                },
                CancellationToken.None
            );

        var overview = await OverviewAsync(bridge);

        Assert.That(Pages.Overview.OverviewView.Verdict(well), Is.EqualTo("All is well: it flows, and nothing is dead"));
        Assert.That(Pages.Overview.OverviewView.Verdict(overview), Is.EqualTo("A forwarder fell silent; nothing is dead"));
        Assert.That(overview.Findings.Single().Sentence, Does.StartWith("The forwarder host:7 has not spoken since"));
    }

    [Test]
    public async Task The_page_says_as_of_when_and_renews_itself_without_a_script()
    {
        await using var rig = await OpsRig.StartAsync();
        using var visitor = await rig.VisitAsync(OpsRole.Viewer);

        var page = (await visitor.GetAsync("/ops")).Text;
        var still = (await visitor.GetAsync("/ops?still=yes")).Text;

        Assert.That(page, Does.Match("As of [0-9]{2}:[0-9]{2}:[0-9]{2} UTC").And.Contain("<meta http-equiv=\"refresh\" content=\"10\""));
        Assert.That(page, Does.Not.Contain("<script").And.Contain("aria-label=\"The way of the data\""));
        Assert.That(still, Does.Not.Contain("http-equiv=\"refresh\""));
    }

    [Test]
    public async Task The_last_day_counts_what_was_received_delivered_and_died()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        await using var bridge = await StartAsync(collector);
        collector.ScriptForever(new TextWebhook(3).Id, ScriptedAnswer.Status(HttpStatusCode.BadRequest));

        await bridge.PostAsync(new TextWebhook(1), new TextWebhook(1), new TextWebhook(2), new TextWebhook(3));

        await Eventually.HoldsAsync(
            async () => Sum(await OverviewAsync(bridge)) == (4, 2, 1),
            "four received, a repetition among them, two delivered, one dead"
        );
        var overview = await OverviewAsync(bridge);
        Assert.That((overview.Activity.Count, overview.LastHour.Count), Is.EqualTo((96, 60)));
        Assert.That(overview.LastHour.Sum(step => step.Received), Is.EqualTo(4));
        Assert.That(overview.Dead, Is.EqualTo(1));
        Assert.That(overview.Groups.Single().Count, Is.EqualTo(1));
        Assert.That(string.Join(", ", overview.Backlogs.Select(backlog => backlog.Name)), Is.EqualTo("spooled webhooks, deferred events"));
    }

    [Test]
    [Category(Needs.Server)]
    public async Task What_stands_in_queues_that_nobody_watches_shows_with_its_number_and_age()
    {
        var broker = await RabbitServer.AnyUrlAsync();
        var queue = $"bridge-{Guid.NewGuid():N}";
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(queue + "_error", durable: true, exclusive: false, autoDelete: true);
        await channel.BasicPublishAsync("", queue + "_error", new TextWebhook(1).ToBatch());
        var queues = new BrokerQueues(
            Microsoft.Extensions.Options.Options.Create(
                new BrokerOptions
                {
                    Url = broker,
                    Queue = queue,
                    DeadLetterQueue = queue + "-dead",
                }
            )
        );
        await Eventually.HoldsAsync(
            async () => (await queues.ReadAsync(CancellationToken.None)).Any(depth => depth.Count == 1),
            "the message stands in the queue"
        );

        var depths = await queues.ReadAsync(CancellationToken.None);
        var again = await queues.ReadAsync(CancellationToken.None);

        Assert.That(
            depths.Select(depth => (depth.Name, depth.Count)),
            Is.EqualTo(new[] { (queue, 0L), (queue + "-dead", 0L), (queue + "_error", 1L), (queue + "_skipped", 0L) })
        );
        Assert.That(depths[2].Oldest, Is.EqualTo(TimeProvider.System.GetUtcNow()).Within(TimeSpan.FromMinutes(1)));
        Assert.That(again, Is.EqualTo(depths), "looking takes nothing away");
        await channel.QueueDeleteAsync(queue + "_error");
    }

    [Test]
    [Category(Needs.Server)]
    public async Task A_queue_from_which_no_forwarder_takes_is_a_standstill_also_for_a_process_that_forwards_nothing()
    {
        await using var rig = new BrokerRig(await RabbitServer.AnyUrlAsync());
        await using var receiver = await rig.StartReceiverAsync();
        await receiver.PostAsync(new TextWebhook(1));
        await using var ops = await BridgeHost.StartAsync(rig.Settings.Append(new("Role", "ops")));
        await Eventually.HoldsAsync(
            async () => (await OverviewAsync(ops)).Backlogs.Any(backlog => backlog.Count == 1),
            "the message stands in the queue"
        );

        var overview = await OverviewAsync(ops);

        Assert.That(
            overview.Backlogs.Where(backlog => backlog.IsStuck).Select(backlog => backlog.Name),
            Is.EqualTo(new[] { "queue " + rig.Queue })
        );
        Assert.That(Pages.Overview.OverviewView.Verdict(overview), Is.EqualTo("Nobody forwards what waits; nothing is dead"));
    }

    [Test]
    public async Task What_is_spooled_at_a_receiver_that_runs_apart_shows_with_its_number_and_age()
    {
        await using var receiver = await BridgeHost.StartAsync(
            new Dictionary<string, string?>
            {
                ["Role"] = "receive",
                ["Broker:Url"] = $"amqp://127.0.0.1:{FreePort.Next()}",
                ["Broker:ConnectTimeoutSeconds"] = "1",
                ["Broker:PublishTimeoutSeconds"] = "1",
            }
        );
        await receiver.PostAsync(new TextWebhook(1));
        await using var collector = await ScriptedCollector.StartAsync();
        await using var bridge = await StartAsync(
            collector,
            ("Ops:Receivers:0", receiver.Address.ToString()),
            ("Ops:Receivers:1", "http://127.0.0.1:1")
        );

        var backlogs = (await OverviewAsync(bridge)).Backlogs;

        var spooled = backlogs.Single(backlog => backlog.Name == "spooled at " + receiver.Address.Authority);
        Assert.That((spooled.Count, spooled.Oldest is not null, spooled.Problem), Is.EqualTo((1L, true, (string?)null)));
        Assert.That(
            backlogs.Single(backlog => backlog.Name == "spooled at 127.0.0.1:1").Problem,
            Does.StartWith("The receiver does not answer")
        );
    }

    private static Task<BridgeHost> StartAsync(ScriptedCollector collector, params (string Key, string Value)[] settings) =>
        BridgeHost.StartAsync(
            new Dictionary<string, string?>(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            {
                ["Collector:Url"] = collector.Url.ToString(),
                ["Delivery:LingerMilliseconds"] = "10",
            }
        );

    private static OverviewQuery AdminOf(BridgeHost bridge) => bridge.Services.GetRequiredService<OverviewQuery>();

    private static Task<OverviewReport> OverviewAsync(BridgeHost bridge) => AdminOf(bridge).GetAsync(CancellationToken.None);

    private static (long, long, long) Sum(OverviewReport overview) =>
        (
            overview.Activity.Sum(step => step.Received),
            overview.Activity.Sum(step => step.Delivered),
            overview.Activity.Sum(step => step.Dead)
        );
}
