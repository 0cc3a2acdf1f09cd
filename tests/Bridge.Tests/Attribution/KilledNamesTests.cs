using Bridge.Conversions;
using Bridge.Core.Translation;
using Bridge.Simulation.Graph;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Attribution;

/// <summary>A process that is killed while it asks Meta for the names of ads.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
[Category(Needs.Patience)]
internal sealed class KilledNamesTests(string provider) : KilledFixture(provider)
{
    private const string Token = "token-for-ads";
    private const int People = 20;

    /// <summary>So many ads are before Meta at once.</summary>
    private const int AtOnce = 16;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [TestCase("00:00:30", true)]
    [TestCase("00:00:10", false)]
    [CancelAfter(Hanging.AfterMilliseconds)]
    public async Task What_waited_for_names_when_Bridge_was_killed_leaves_once_after_its_start_with_them_or_without(
        string waitFor,
        bool isMetaBack,
        CancellationToken cancellationToken
    )
    {
        await using var meta = new SampleAds(Token) { Hangs = true };
        await meta.StartAsync(cancellationToken);
        await using var bridge = NewBridge(
            ("Attribution__GraphUrl", meta.Url),
            ("Attribution__AccessToken", Token),
            ("Attribution__WaitFor", waitFor)
        );
        using var client = new HttpClient { BaseAddress = bridge.Address };
        byte[][] clicks = [.. Enumerable.Range(10, People).Select(Click)];
        var ids = clicks.SelectMany(IdsOf).ToHashSet();

        await bridge.StartAsync(cancellationToken);
        await AdConversation.SendAsync(client, clicks);
        await Eventually.HoldsAsync(() => meta.Asked == AtOnce, "the ads are asked for");
        await bridge.KillAsync(cancellationToken);
        var before = Collector.Taken.Count;
        meta.Hangs = !isMetaBack;
        await bridge.StartAsync(cancellationToken);
        await Eventually.HoldsAsync(() => Task.FromResult(ids.All(Collector.Taken.ContainsKey)), "every event leaves", Patience);
        await Eventually.HoldsAsync(async () => await Store.CountAsync("events") == 0, "nothing waits any more");

        Assert.That(before, Is.Zero, "all of them waited");
        Assert.That(Collector.Taken.Values, Is.All.EqualTo(1));
        Assert.That(Collector.TakenPayloads.Values, isMetaBack ? Is.All.Contains("\"adName\"") : Has.None.Contains("\"adName\""));
        Assert.That(await bridge.StopAsync(cancellationToken), Is.Zero);
    }

    private static byte[] Click(int person) =>
        new AdConversation($"2547000000{person}", DateTimeOffset.UtcNow) { Ad = $"1202263058548107{person}" }.Clicks();

    private static IEnumerable<Guid> IdsOf(byte[] body) =>
        WebhookTranslator.Translate(body, DateTimeOffset.UtcNow, TranslationOptions.Default).Events.Select(item => item.Id);
}
