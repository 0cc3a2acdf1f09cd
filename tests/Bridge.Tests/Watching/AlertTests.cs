using System.Net;
using Bridge.DeadLetters;
using Bridge.Delivery;
using Bridge.Storage;
using Bridge.Storage.Administration;
using Bridge.Support;
using Bridge.Watching.Alerts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Bridge.Watching;

/// <summary>What is told, how often, and by which of several processes; over a store of either kind.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
public class AlertTests(string provider)
{
    private static readonly Finding Paused = new(FindingKind.DestinationPaused, "default", Severity.Critical, 7, "Delivery is paused.");
    private static readonly Finding Full = new(FindingKind.SpoolFills, "", Severity.Warning, 0, "The spool fills.");

    private AdminRig _rig = null!;
    private AlertReceiver _chat = null!;

    [SetUp]
    public async Task Start() => (_rig, _chat) = (await AdminRig.StartAsync(provider), await AlertReceiver.StartAsync());

    [TearDown]
    public async Task Stop()
    {
        await _rig.DisposeAsync();
        await _chat.DisposeAsync();
    }

    [Test]
    public async Task What_begins_and_what_ends_is_told_once_whoever_sees_it()
    {
        AlertRound[] processes = [Process(), Process()];
        foreach (var (seconds, findings) in ((int, Finding[])[])[(0, [Paused]), (3, [Paused]), (3, [Paused]), (60, [Paused, Full])])
        {
            await PassAsync(processes, seconds, findings);
        }

        await PassAsync(processes, 5, [Paused, Full]);
        Assert.That(string.Join(", ", _chat.Taken), Is.EqualTo("firing destination_paused, firing spool_fills"));

        await PassAsync(processes, 3, [Full]);
        await PassAsync(processes, 10, [Full]);
        await PassAsync(processes, 10, []);
        await PassAsync(processes, 10, []);
        await PassAsync(processes, 60, []);

        Assert.That(
            string.Join(", ", _chat.Taken),
            Is.EqualTo("firing destination_paused, firing spool_fills, resolved destination_paused, resolved spool_fills")
        );
        Assert.That(await _rig.Location.CountAsync("alerts"), Is.Zero);
    }

    [Test]
    public async Task What_passes_by_itself_in_a_moment_is_not_told_nor_what_comes_and_goes_told_again_and_again()
    {
        var process = Process();
        await PassAsync([process], 0, [Paused]);
        await PassAsync([process], 3, []);
        await PassAsync([process], 60, []);
        Assert.That(_chat.Taken, Is.Empty);

        foreach (var _ in Enumerable.Range(0, 5))
        {
            await PassAsync([process], 5, [Paused]);
            await PassAsync([process], 5, []);
        }

        Assert.That(string.Join(", ", _chat.Taken), Is.EqualTo("firing destination_paused"));
    }

    [Test]
    public async Task What_one_process_sees_alone_is_not_over_because_others_do_not_see_it()
    {
        var (sees, sleeps) = (Process(), Process());
        foreach (var _ in Enumerable.Range(0, 10))
        {
            await PassAsync([sees], 3, [Paused]);
            await PassAsync([sleeps], 3, []);
        }

        Assert.That(string.Join(", ", _chat.Taken), Is.EqualTo("firing destination_paused"));

        await PassAsync([sleeps], 20, []);
        Assert.That(_chat.Taken[^1], Is.EqualTo("resolved destination_paused"), "also when the one that saw it is gone");
    }

    [Test]
    public async Task What_could_not_be_told_is_told_when_somebody_listens_again()
    {
        var process = Process();
        _chat.IsBroken = true;
        await PassAsync([process], 0, [Paused]);
        await PassAsync([process], 5, [Paused]);
        Assert.That(_chat.Refused, Is.EqualTo(1));

        _chat.IsBroken = false;
        await PassAsync([process], 5, [Paused]);
        await PassAsync([process], 31, [Paused]);

        Assert.That(string.Join(", ", _chat.Taken), Is.EqualTo("firing destination_paused"));
    }

    [Test]
    public async Task A_chat_reads_the_text_and_a_program_the_rest()
    {
        await PassAsync([Process()], 0, [Paused]);
        await PassAsync([Process()], 5, [Paused]);

        var message = _chat.Messages.Single();
        Assert.That(
            string.Join(", ", message.AsObject().Select(member => member.Key)),
            Is.EqualTo("text, status, kind, subject, severity, affected, since, host")
        );
        Assert.That((string)message["text"]!, Is.EqualTo("Bridge: Delivery is paused."));
        Assert.That(((string)message["severity"]!, (long)message["affected"]!), Is.EqualTo(("critical", 7)));
        Assert.That((DateTimeOffset)message["since"]!, Is.EqualTo(_rig.Time.GetUtcNow() - TimeSpan.FromSeconds(5)));
    }

    /// <summary>Time passes, and then each process sees this.</summary>
    private async Task PassAsync(AlertRound[] processes, int seconds, Finding[] findings)
    {
        _rig.Time.Advance(TimeSpan.FromSeconds(seconds));
        await Task.WhenAll(processes.Select(process => process.RunAsync(findings, CancellationToken.None)));
    }

    private AlertRound Process() =>
        new(
            _rig.Get<AdminDatabase>(),
            new AlertApi(new HttpClient(), Options.Create(new WatchingOptions { WebhookUrl = _chat.Url })),
            _rig.Time,
            NullLogger<AlertRound>.Instance
        );
}

/// <summary>The same with the real Bridge: what an operator hears, and when.</summary>
[Category(Needs.Patience)]
[Parallelizable(ParallelScope.Children)] // each waits for half a minute
public class AlertingBridgeTests
{
    [Test]
    public async Task A_collector_that_refuses_the_key_is_told_and_taken_back_when_it_takes_it_again()
    {
        await using var chat = await AlertReceiver.StartAsync();
        await using var collector = await ScriptedCollector.StartAsync();
        collector.Everything = ScriptedAnswer.Status(HttpStatusCode.Unauthorized);
        await using var bridge = await BridgeHost.StartAsync([
            new("Alerts:WebhookUrl", chat.Url),
            new("Collector:Url", collector.Url.ToString()),
            new("Delivery:LingerMilliseconds", "10"),
        ]);

        await bridge.PostAsync(new TextWebhook(1));
        await Eventually.HoldsAsync(() => chat.Taken is ["firing destination_paused"], "it is told");
        collector.Everything = null;
        bridge.Services.GetRequiredService<DeliveryStatus>().TryNow("default");
        await Eventually.HoldsAsync(
            () => Task.FromResult(chat.Taken is [_, "resolved destination_paused"]),
            "it is taken back",
            TimeSpan.FromSeconds(40)
        );

        Assert.That((string)chat.Messages[0]["text"]!, Does.Contain("status 401"));
    }

    [Test]
    [Category(Needs.Server)]
    public async Task All_forwarders_dead_is_told_by_who_looks_and_taken_back_when_one_runs_again()
    {
        await using var chat = await AlertReceiver.StartAsync();
        await using var collector = await ScriptedCollector.StartAsync();
        await using var rig = new BrokerRig(await RabbitServer.AnyUrlAsync());
        await using var receiver = await rig.StartReceiverAsync();
        await receiver.PostAsync(new TextWebhook(1));
        await using var ops = await BridgeHost.StartAsync(
            rig.Settings.Append(new("Role", "ops")).Append(new("Alerts:WebhookUrl", chat.Url))
        );

        await Eventually.HoldsAsync(() => chat.Taken is ["firing nobody_forwards"], "it is told");
        await using var forwarder = await rig.StartForwarderAsync(collector);
        await Eventually.HoldsAsync(
            () => Task.FromResult(chat.Taken is [_, "resolved nobody_forwards"]),
            "it is taken back",
            TimeSpan.FromSeconds(40)
        );

        Assert.That((string)chat.Messages[0]["text"]!, Does.Contain(rig.Queue).And.Contain("1 message waits"));
    }
}
