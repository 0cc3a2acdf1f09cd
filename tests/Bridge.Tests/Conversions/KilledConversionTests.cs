using Bridge.Simulation.Graph;
using Bridge.Support;

namespace Bridge.Conversions;

/// <summary>A process that is killed while it tells Meta.</summary>
internal sealed class KilledConversionTests
{
    private const string Token = "token-for-conversions";

    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("bridge-kill-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    [CancelAfter(240_000)]
    public async Task What_was_on_its_way_to_Meta_when_Bridge_was_killed_is_told_again_under_the_same_id(
        CancellationToken cancellationToken
    )
    {
        await using var collector = await ScriptedCollector.StartAsync();
        await using var meta = new SampleAds(Token) { Conversions = { IsSilent = true } };
        await meta.StartAsync(cancellationToken);
        await using var bridge = new BridgeProcess(Environment(collector.Url, meta.Url));
        using var client = new HttpClient { BaseAddress = bridge.Address };
        var person = new AdConversation("254700000001", Now.AddHours(-2));

        await bridge.StartAsync(cancellationToken);
        await AdConversation.SendAsync(client, person.Clicks(), person.Orders(Now.AddHours(-1)));
        await Eventually.HoldsAsync(() => meta.Conversions.Taken.Count == 1, "Meta has taken it, without a word");
        await bridge.KillAsync(cancellationToken);
        meta.Conversions.IsSilent = false;
        await bridge.StartAsync(cancellationToken);
        await Eventually.HoldsAsync(() => meta.Conversions.Taken.Count == 2, "Meta is told again");

        Assert.That(meta.Conversions.Taken.Select(told => (string?)told["event_id"]).Distinct().Count(), Is.EqualTo(1));
        Assert.That(await bridge.StopAsync(cancellationToken), Is.Zero);
        Assert.That(meta.Conversions.Taken, Has.Count.EqualTo(2), "and then no more");
    }

    private Dictionary<string, string> Environment(Uri collector, string meta) =>
        new()
        {
            ["META_APP_SECRET"] = SignedRequest.Secret,
            ["WEBHOOK_VERIFY_TOKEN"] = SignedRequest.VerifyToken,
            ["COLLECTOR_URL"] = collector.ToString(),
            ["COLLECTOR_WRITE_KEY"] = "key",
            ["STORE"] = Path.Combine(_folder, "bridge.db"),
            ["Events__Forward"] = "all",
            ["Attribution__GraphUrl"] = meta,
            ["Attribution__Conversions"] = "order.placed=Purchase",
            ["Attribution__ConversionsDataset"] = "4711",
            ["Attribution__ConversionsToken"] = Token,
        };
}
