using System.Diagnostics.Metrics;
using Bridge.Core.Translation;
using Bridge.Receiving.Webhooks;
using Bridge.Support;
using Bridge.Telemetry;

namespace Bridge.Receiving;

/// <summary>A receiver posts to itself before it is ready, so that its first webhook is answered as fast as the others.</summary>
internal sealed class WarmUpTests
{
    [Test]
    public async Task While_it_warms_up_it_is_not_ready_and_takes_what_comes_all_the_same()
    {
        await using var bridge = await BridgeHost.StartAsync([new("Receiving:WarmUpMilliseconds", "10000")]);

        var ready = await bridge.ReadyAsync();
        var answers = await bridge.PostAsync(TextWebhook.Many(1, 2));

        Assert.That(ready.Status, Is.EqualTo(503));
        Assert.That(ready.Body, Does.Contain("receiving").And.Contain("Receiving:WarmUpMilliseconds"));
        Assert.That(answers, Is.All.EqualTo(200));
        Assert.That(bridge.Logs, Has.None.Contain("receiving is not well"), "every start is like that");
    }

    [Test]
    public async Task Once_warm_it_is_ready_and_nothing_was_stored()
    {
        var publisher = new RecordingPublisher();
        await using var bridge = await RecordingPublisher.StartBridgeAsync(publisher, new() { ["Receiving:WarmUpMilliseconds"] = "50" });

        await Eventually.HoldsAsync(async () => (await bridge.ReadyAsync()).Status == 200, "it is warm");

        Assert.That(publisher.Published, Is.Empty);
        Assert.That(bridge.Logs, Has.None.Contain("receiving is"));
    }

    [Test]
    public async Task What_it_posts_to_itself_goes_over_a_server_and_is_answered_200()
    {
        await using var receiver = await WarmUpReceiver.StartAsync(TranslationOptions.Default, CancellationToken.None);
        using var sender = await WarmUpSender.ConnectAsync(receiver.Address, CancellationToken.None);

        Assert.That(() => sender.PostAsync(receiver.Request, CancellationToken.None), Throws.Nothing);
        Assert.That(() => sender.PostAsync(receiver.Request, CancellationToken.None), Throws.Nothing);
    }

    [Test]
    [Alone] // listens to the meters of the whole process
    public async Task What_it_posts_to_itself_is_counted_nowhere()
    {
        var answers = 0;
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => Listen(instrument, self) };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref answers));
        listener.Start();
        await using var bridge = await BridgeHost.StartAsync([new("Receiving:WarmUpMilliseconds", "300")]);

        await Eventually.HoldsAsync(async () => (await bridge.ReadyAsync()).Status == 200, "it is warm");

        Assert.That(answers, Is.Zero);
        Assert.That(await bridge.PostAsync(TextWebhook.Many(1, 1)), Is.All.EqualTo(200));
        Assert.That(answers, Is.EqualTo(1), "and what comes is");
    }

    [Test]
    public async Task What_a_stranger_posts_there_is_refused()
    {
        await using var receiver = await WarmUpReceiver.StartAsync(TranslationOptions.Default, CancellationToken.None);
        using var sender = await WarmUpSender.ConnectAsync(receiver.Address, CancellationToken.None);

        var forged = WarmUpWebhook.Sign("a guess");

        Assert.That(() => sender.PostAsync(forged, CancellationToken.None), Throws.InvalidOperationException);
    }

    private static void Listen(Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter.Name == Instruments.MeterName && instrument.Name == Instruments.AnswersName)
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }
}
