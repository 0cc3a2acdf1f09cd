using System.Text.Json;
using Bridge.Core.Translation;
using Bridge.Intake;
using Bridge.Ops.Access;
using Bridge.Receiving;
using Bridge.Simulation.Load;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Insights;

/// <summary>A simulated run of ads, and the table beside the simulator's own books.</summary>
public class AdsOfRunTests
{
    private static readonly OpsKey Viewer = OpsKey.Create();

    [Test]
    public async Task The_table_of_ads_is_as_the_simulators_books_have_it()
    {
        var (books, anHourAgo) = (new AdBooks(), new JumpingTime());
        anHourAgo.Jump(TimeSpan.FromHours(-1));
        await using var way = await WholeWay.StartAsync(
            StoreProvider.Sqlite,
            overBroker: false,
            ("Conversations:ResolveAfter", "off"),
            ("Ops:Users:0:Name", "viewer"),
            ("Ops:Users:0:Role", "viewer"),
            ("Ops:Users:0:KeyHash", Viewer.Hash)
        );
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

        await Eventually.HoldsAsync(
            async () =>
                Rows(await AskAsync(way)).Values.Sum(ad => ad.Messages)
                == books.Count(overtaking: TimeSpan.Zero).Values.Sum(ad => ad.Messages),
            "all is counted"
        );
        Assert.That(Rows(await AskAsync(way)), Is.EquivalentTo(books.Count(overtaking: TimeSpan.Zero)));
        Assert.That(books.Count(overtaking: TimeSpan.Zero).Values.Sum(ad => ad.Conversations), Is.GreaterThan(50));
    }

    private static Dictionary<string, BookedAd> Rows(JsonElement ads) =>
        ads.GetProperty("rows")
            .EnumerateArray()
            .ToDictionary(
                row => row[0].GetString()!,
                row => new BookedAd(Of(row, "people"), Of(row, "conversations"), Of(row, "answered"), Of(row, "messages"))
            );

    private static int Of(JsonElement row, string column) =>
        row[
            column switch
            {
                "people" => 1,
                "conversations" => 2,
                "answered" => 3,
                _ => 7,
            }
        ]
            .GetInt32();

    private static async Task<JsonElement> AskAsync(WholeWay way)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/insights/charts/ads?since=24h");
        request.Headers.Authorization = new("Bearer", Viewer.Text);
        using var answer = await way.SendAsync(request);
        return await answer.ReadAsync();
    }
}
