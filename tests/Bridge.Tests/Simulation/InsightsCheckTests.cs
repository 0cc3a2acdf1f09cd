using Bridge.Core.Translation;
using Bridge.Intake;
using Bridge.Simulation.Load;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Simulation;

/// <summary>The simulator's books beside a real table of ads, where posts overtake each other.</summary>
public class InsightsCheckTests
{
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(8);

    [TestCase(10, true)]
    [TestCase(0, false)]
    public async Task What_a_slow_answer_let_overtake_is_no_difference_and_what_could_not_be_overtaken_is_one(int seconds, bool isAllowed)
    {
        await using var way = await StartAsync();
        using var figures = new BridgeFigures(way.Forwarder.Address, ViewerKey.Text);
        var tally = new Tally();
        var check = new InsightsCheck(tally, speed: 20);
        var writer = new UpdateWriter(seed: 1, TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(1));
        byte[][] bodies = [Click(writer, Apart, message: 2), Click(writer, TimeSpan.Zero, message: 1)];

        await check.BeginAsync(figures, CancellationToken.None);
        await TellAsync(way, check, bodies);
        tally.WasStored(TimeSpan.FromSeconds(seconds));
        await check.EndAsync(figures, CancellationToken.None);

        Assert.That(check.Ads, Is.EqualTo(2));
        Assert.That(check.Differences, isAllowed ? Is.Empty : Has.Exactly(2).Contains("conversations"));
    }

    [TestCase(1, 2)]
    [TestCase(2, 1)]
    public async Task Of_two_clicks_in_one_second_an_order_may_be_either_ads(long first, long second)
    {
        await using var way = await StartAsync();
        using var figures = new BridgeFigures(way.Forwarder.Address, ViewerKey.Text);
        var check = new InsightsCheck(new Tally(), speed: 20);
        var writer = new UpdateWriter(seed: 1, TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(1));
        var order = writer.Write([new Update(UpdateKind.Message, StoryKind.Order, Apart, Person: 0, Message: 3)]);

        await check.BeginAsync(figures, CancellationToken.None);
        await TellAsync(way, check, [Click(writer, TimeSpan.Zero, first), Click(writer, TimeSpan.Zero, second), order]);
        await check.EndAsync(figures, CancellationToken.None);

        Assert.That(check.Orders, Is.EqualTo(2), "one, booked for each of two ads");
        Assert.That(check.Differences, Is.Empty);
    }

    private static Task<WholeWay> StartAsync() =>
        WholeWay.StartAsync(
            StoreProvider.Sqlite,
            overBroker: false,
            [("Contacts:CountFrom", "2009-01-01"), ("Conversations:ResolveAfter", "off"), .. ViewerKey.Settings]
        );

    /// <summary>One after the other.</summary>
    private static async Task TellAsync(WholeWay way, InsightsCheck check, IEnumerable<byte[]> bodies)
    {
        foreach (var body in bodies)
        {
            await way.PostAsync(body);
            await Eventually.HoldsAsync(() => EventsOf(body).All(item => way.Collector.Taken.ContainsKey(item.Id)), "it is taken in");
            EventsOf(body).ForEach(check.Take);
        }
    }

    private static byte[] Click(UpdateWriter writer, TimeSpan at, long message) =>
        writer.Write([new Update(UpdateKind.Message, StoryKind.Ad, at, Person: 0, message)]);

    private static List<PostedEvent> EventsOf(byte[] body) =>
        [.. PostedEvents.Of(new Post(default, body), TimeProvider.System.GetUtcNow(), TranslationOptions.Default, "crm").Events];
}
