using Bridge.Core.Events;
using Bridge.Core.Translation;
using Bridge.Intake;
using Bridge.Simulation.Load;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Insights;

/// <summary>A simulated run, and the insights beside the simulator's own books.</summary>
[Category(Needs.Patience)]
public class SimulatedRunTests
{
    [Test]
    public async Task Every_figure_and_the_table_of_ads_are_as_the_simulators_books_have_them()
    {
        var (books, figureBooks, anHourAgo) = (new AdBooks(), new FigureBooks(ServiceMode.Unknown, resolveAfter: null), new JumpingTime());
        anHourAgo.Jump(TimeSpan.FromHours(-1));
        await using var way = await WholeWay.StartAsync(
            StoreProvider.Sqlite,
            overBroker: false,
            [("Conversations:ResolveAfter", "off"), ("Contacts:CountFrom", "2009-01-01"), .. ViewerKey.Settings]
        );
        using var figures = new BridgeFigures(way.Forwarder.Address, ViewerKey.Text);
        var options = new TrafficOptions(Rate: 10, TimeSpan.FromSeconds(60), Seed: 5)
        {
            Mix = Mix.Parse("ad=40,conversation=40,order=20")!,
            Users = 400,
            Speed = 20,
            Duplicates = 0.1,
            Reordered = 0,
        };
        var before = await figures.AskTotalsAsync(default);
        foreach (var post in new Traffic(options, anHourAgo).Posts())
        {
            await way.PostAsync(post.Body);
            var posted = PostedEvents.Of(post, TimeProvider.System.GetUtcNow(), TranslationOptions.Default, captureName: "crm");
            posted.Events.ToList().ForEach(books.Take);
            posted.Events.ToList().ForEach(figureBooks.Take);
        }

        var sameSecond = TimeSpan.FromSeconds(1); // whatever happened in it may have been told in any order
        var (booked, expected) = (books.Count(sameSecond), figureBooks.Expect(sameSecond));
        List<string> differences = [];
        await Eventually.HoldsAsync(
            async () =>
            {
                var (table, after) = (await figures.AskAdsAsync(default), await figures.AskTotalsAsync(default));
                differences = [.. books.Compare(table, sameSecond), .. Differences(expected, before, after)];
                return differences.Count == 0;
            },
            () => $"all is counted as it is booked: {string.Join("; ", differences)}"
        );
        Assert.That(booked.Values.Sum(ad => ad.Conversations), Is.GreaterThan(50));
        Assert.That(booked.Values.Sum(ad => ad.Orders), Is.GreaterThan(10));
        Assert.That(booked.Values.Sum(ad => ad.Value), Is.GreaterThan(5000));
        Assert.That(expected.Count(figure => figure.Least > 0), Is.GreaterThan(5));
        Assert.That(Differences(expected, before, before), Is.Not.Empty, "a check that can fail");
        Assert.That(books.Compare(new Dictionary<string, BookedAd>(), sameSecond), Has.Count.EqualTo(booked.Count), "another");
    }

    private static IEnumerable<string> Differences(
        IEnumerable<BookedFigure> expected,
        IReadOnlyDictionary<string, double?> before,
        IReadOnlyDictionary<string, double?> after
    ) => expected.Select(figure => figure.Compare(before, after)).OfType<string>();
}
