using Bridge.Support;

namespace Bridge.Receiving;

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
    }

    [Test]
    public async Task Then_it_is_ready_and_nothing_was_stored()
    {
        var publisher = new RecordingPublisher();
        await using var bridge = await RecordingPublisher.StartBridgeAsync(publisher, new() { ["Receiving:WarmUpMilliseconds"] = "50" });

        await Eventually.HoldsAsync(async () => (await bridge.ReadyAsync()).Status == 200, "it is warm");

        Assert.That(publisher.Published, Is.Empty);
    }
}
