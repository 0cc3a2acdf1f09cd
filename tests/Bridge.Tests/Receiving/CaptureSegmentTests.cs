using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Receiving;

/// <summary>
/// Segment's own library for node, unchanged, but for the host and the key. <c>tests/run.sh</c> installs it and says where it is in
/// <c>BRIDGE_SEGMENT</c>.
/// </summary>
[Category(Needs.Server)]
[Platform(Exclude = "Win")]
public class CaptureSegmentTests
{
    private const string Program = """
        const { Analytics } = require(process.env.BRIDGE_SEGMENT)
        const analytics = new Analytics({ writeKey: process.env.KEY, host: process.env.HOST })
        analytics.on('error', problem => { console.error(problem); process.exitCode = 1 })
        const [userId, context] = ['+254712345678', { channel: 'whatsapp' }]
        analytics.identify({ userId, traits: { plan: 'gold' } })
        analytics.track({ userId, event: 'chat.assigned', context, properties: { chatId: 'chat_123', agentId: 'agent_456' } })
        analytics.track({ userId, event: 'order.paid', context, timestamp: new Date('2026-01-19T12:03:00Z'), properties: { total: 12.5 } })
        analytics.closeAndFlush().then(() => console.log('flushed'))
        """;

    [Test]
    [CancelAfter(Hanging.AfterMilliseconds)]
    public async Task It_posts_its_calls_and_the_track_events_among_them_are_taken(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("BRIDGE_SEGMENT") is not { Length: > 0 } library)
        {
            Assert.Ignore("BRIDGE_SEGMENT does not say where Segment's library is; tests/run.sh does.");
            return;
        }

        var publisher = new RecordingPublisher();
        await using var bridge = await RecordingPublisher.StartBridgeAsync(publisher, CapturePost.Settings);

        var (exitCode, output) = await Finished.RunAsync(
            "node",
            ["-e", Program],
            new Dictionary<string, string>
            {
                ["BRIDGE_SEGMENT"] = library,
                ["HOST"] = bridge.Address.ToString().TrimEnd('/'),
                ["KEY"] = CapturePost.Key,
            },
            cancellationToken
        );

        Assert.That((exitCode, output), Is.EqualTo((0, "flushed\n")));
        var items = publisher.Published.SelectMany(published => published.Read()).ToList();
        Assert.That(
            items.Select(item => (item.Kind, item.Name)),
            Is.EquivalentTo(new[] { (IntakeKind.Event, "chat.assigned"), (IntakeKind.Event, "order.paid") })
        );
        Assert.That(items.Select(item => item.About!.UserId), Is.All.EqualTo("+254712345678"));
    }
}
