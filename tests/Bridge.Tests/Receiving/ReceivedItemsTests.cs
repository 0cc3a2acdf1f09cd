using System.Diagnostics.Metrics;
using Bridge.Messaging;
using Bridge.Support;
using Bridge.Translation;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Receiving;

/// <summary>
/// Each item that was made durable is counted as received once, where it was received, whoever takes it in and however often it came.
/// </summary>
public class ReceivedItemsTests
{
    private const string WithoutId = """{"entry":[{"changes":[{"field":"messages","value":{"messages":[{"type":"text"}]}}]}]}""";

    /// <summary>The first of them twice.</summary>
    private static readonly TextWebhook[] Webhooks = [.. TextWebhook.Many(1, 5), new(1)];

    [Test]
    public async Task What_one_process_receives_and_takes_in_is_counted_once()
    {
        await using var bridge = await BridgeHost.StartAsync();
        using var counted = CountedBy(bridge);

        await ReceiveAsync(bridge);
        await TakenInAsync(counted);

        Assert.That(Received(counted), Is.EqualTo(((long)Webhooks.Length, 1L, 1L)));
    }

    [Test]
    [Category(Needs.Server)]
    public async Task What_one_process_receives_and_another_takes_in_is_counted_once_by_the_one_that_received_it()
    {
        await using var rig = new BrokerRig(await RabbitServer.AnyUrlAsync());
        await using var collector = await ScriptedCollector.StartAsync();
        await using var receiver = await rig.StartReceiverAsync();
        await using var forwarder = await rig.StartForwarderAsync(collector);
        using var atReceiver = CountedBy(receiver);
        using var atForwarder = CountedBy(forwarder);

        await ReceiveAsync(receiver);
        await TakenInAsync(atForwarder);

        Assert.That(Received(atReceiver), Is.EqualTo(((long)Webhooks.Length, 1L, 1L)));
        Assert.That(Received(atForwarder), Is.EqualTo((0L, 0L, 0L)));
    }

    [Test]
    public async Task What_is_answered_503_is_not_counted()
    {
        var full = new RecordingPublisher { Answer = _ => Task.FromResult(PublishResult.SpoolFull) };
        await using var bridge = await RecordingPublisher.StartBridgeAsync(full);
        using var counted = CountedBy(bridge);

        var statuses = await bridge.PostAsync(Webhooks);

        Assert.That(statuses, Is.All.EqualTo(503));
        Assert.That(Received(counted), Is.EqualTo((0L, 0L, 0L)));
    }

    private static Counted CountedBy(BridgeHost bridge) => new(bridge.Services.GetRequiredService<IMeterFactory>());

    /// <summary>Posts them, and what cannot be read, and what nobody has heard of.</summary>
    private static async Task ReceiveAsync(BridgeHost bridge)
    {
        Assert.That(await bridge.PostAsync(Webhooks), Is.All.EqualTo(200));
        foreach (var body in (string[])[WithoutId, File.ReadAllText(Samples.FileOf(Samples.Webhooks, "unknown-field"))])
        {
            using var answer = await bridge.SendAsync(SignedRequest.Create(body));
            Assert.That((int)answer.StatusCode, Is.EqualTo(200), body);
        }
    }

    /// <summary>Only then could somebody have counted it a second time.</summary>
    private static Task TakenInAsync(Counted counted) =>
        Eventually.HoldsAsync(
            () =>
                (counted["bridge.events.queued"], counted["bridge.dead_letters reason=unreadable"]) == (5, 1)
                && counted["bridge.dead_letters reason=unrecognised"] == 1
                && counted["bridge.events.dropped rule=duplicate"] == 1,
            "everything is taken in"
        );

    private static (long Events, long Unreadable, long Unrecognised) Received(Counted counted) =>
        (
            counted["bridge.items.received kind=event"],
            counted["bridge.items.received kind=unreadable"],
            counted["bridge.items.received kind=unrecognised"]
        );
}
