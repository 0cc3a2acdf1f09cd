using Bridge.Core.Translation;
using Bridge.Intake;
using Bridge.Simulation.Load;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Insights;

/// <summary>A simulated run of ads, and the table beside the simulator's own books.</summary>
public class AdsOfRunTests
{
    [Test]
    public async Task The_table_of_ads_is_as_the_simulators_books_have_it()
    {
        var (books, anHourAgo) = (new AdBooks(), new JumpingTime());
        anHourAgo.Jump(TimeSpan.FromHours(-1));
        await using var way = await WholeWay.StartAsync(
            StoreProvider.Sqlite,
            overBroker: false,
            [("Conversations:ResolveAfter", "off"), .. ViewerKey.Settings]
        );
        using var figures = new BridgeFigures(way.Forwarder.Address, ViewerKey.Text);
        var options = new TrafficOptions(Rate: 10, TimeSpan.FromSeconds(60), Seed: 5)
        {
            Mix = Mix.Parse("ad=60,conversation=40")!,
            Users = 400,
            Speed = 20,
            Duplicates = 0.1,
            Reordered = 0,
        };
        foreach (var post in new Traffic(options, anHourAgo).Posts())
        {
            await way.PostAsync(post.Body);
            PostedEvents
                .Of(post, TimeProvider.System.GetUtcNow(), TranslationOptions.Default, captureName: "crm")
                .Events.ToList()
                .ForEach(books.Take);
        }

        var booked = books.Count(overtaking: TimeSpan.Zero);
        await Eventually.HoldsAsync(
            async () => (await figures.AskAdsAsync(default)).Values.Sum(ad => ad.Messages) == booked.Values.Sum(ad => ad.Messages),
            "all is counted"
        );
        Assert.That(await figures.AskAdsAsync(default), Is.EquivalentTo(booked));
        Assert.That(booked.Values.Sum(ad => ad.Conversations), Is.GreaterThan(50));
    }
}
