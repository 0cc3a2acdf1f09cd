using System.Net.Http.Headers;
using System.Text.Json;
using Bridge.Insights;
using Bridge.Receiving;
using Bridge.Simulation.Stories;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Conservation;

/// <summary>
/// A day of a business, told to a process that is killed again and again: every figure is as a slow and simple count has it.
/// </summary>
[Category(Needs.Patience)]
internal sealed class KilledRecountTests() : KilledFixture(StoreProvider.Sqlite)
{
    private const int People = 800;
    private const int PostsBetweenKills = 30;

    private readonly Random _dice = new(20261129);
    private readonly ToldDay _day = new(isDisordered: false);
    private int _posts;
    private int _kills;

    [Test]
    [CancelAfter(Hanging.AfterMilliseconds)]
    public async Task Figures_survive_kills_and_nothing_is_counted_twice(CancellationToken cancellationToken)
    {
        await using var bridge = NewBridge([.. ToldDay.Settings.Select(setting => (setting.Key.Replace(":", "__"), setting.Value!))]);
        using var teller = new StoryTeller(bridge.Address);
        await bridge.StartAsync(cancellationToken);

        await _day.TellAsync(People, days: 1, TellAsync);

        TestContext.Out.WriteLine($"{_posts} posts, {_kills} kills");
        var expected = _day.Books.Count(TimeProvider.System.GetUtcNow());
        var differences = new List<string>();
        await Eventually.HoldsAsync(
            async () =>
            {
                differences = [.. ToldDay.Differences(expected, await TotalsAsync(bridge.Address, cancellationToken))];
                return differences.Count == 0;
            },
            () => $"the figures are as counted after {_kills} kills: {string.Join("; ", differences)}"
        );
        Assert.That(_kills, Is.GreaterThan(4));
        Assert.That(expected["conversationsOpened"], Is.GreaterThan(People / 2));

        async Task TellAsync(StoryPost post)
        {
            var telling = teller.TellAsync([post], cancellationToken);
            if (++_posts % PostsBetweenKills == 0)
            {
                await Task.Delay(_dice.Next(20), cancellationToken); // anywhere between its arrival and the answer, or what follows
                await bridge.KillAsync(cancellationToken);
                await bridge.StartAsync(cancellationToken);
                _kills++;
            }

            await telling;
        }
    }

    private static async Task<JsonElement> TotalsAsync(Uri bridge, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(bridge, "/api/insights?since=4d"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", ViewerKey.Text);
        using var answer = await client.SendAsync(request, cancellationToken);
        return (await answer.ReadAsync()).GetProperty("totals");
    }
}
