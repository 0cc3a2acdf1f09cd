using Bridge.Receiving;
using Bridge.Simulation.Stories;
using Bridge.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Conservation;

/// <summary>
/// One conversation from the click on an ad to the return after a day of silence, through the whole of Bridge: it gives the events of the
/// collector's guides, each once.
/// </summary>
public class WholeConversationTests
{
    private static readonly TimeSpan Return = TimeSpan.FromHours(25);

    [Test]
    public async Task From_the_ad_to_the_return_it_gives_the_events_of_the_guides_with_their_properties_in_order_and_once()
    {
        var time = new JumpingTime();
        var began = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds() - 200);
        await using var collector = await ScriptedCollector.StartAsync(strict: true);
        await using var bridge = await BridgeHost.StartAsync(
            Settings(collector),
            builder => builder.Services.AddSingleton<TimeProvider>(time)
        );
        using var teller = new StoryTeller(bridge.Address);
        var cast = StoryCast.At(began, CapturePost.Number, "254712345678", "chat_123");
        var (story, told) = (new WholeConversation(cast, isToldTwice: true), new ToldStory(collector, cast, began));

        await teller.TellAsync(story.Acts.SelectMany(act => act.Posts), CancellationToken.None);
        await told.HasAsync(15);
        time.Jump(Return);
        await told.HasAsync(16);
        await teller.TellAsync(story.Return(Return).Posts, CancellationToken.None);
        await told.HasAsync(17);

        var expected = ExpectedStory.Events("chat_123", TimeSpan.FromHours(24), Return);
        Assert.That(string.Join("\n", told.Events()), Is.EqualTo(string.Join("\n", expected)));
        Assert.That(collector.Taken.Values, Is.All.EqualTo(1));
        Assert.That(collector.Violations, Is.Empty);
    }

    private static Dictionary<string, string?> Settings(ScriptedCollector collector) =>
        new Dictionary<string, string?>(CapturePost.Settings)
        {
            ["Collector:Url"] = collector.Url.ToString(),
            ["Delivery:LingerMilliseconds"] = "20",
            ["Contacts:CountFrom"] = "2009-01-01",
            ["Conversations:ResolveAfter"] = "24h",
            ["Conversations:InitialMode"] = "bot",
            ["Conversations:HandoffTriggers"] = WholeConversation.HandoffButton,
        };
}
