using System.Net;
using Bridge.Storage;
using Bridge.Support;
using Dapper;

namespace Bridge.Conservation;

/// <summary>The promise, kept while the process is killed again and again: answered 200 is delivered or a dead letter, and nothing else arrives.</summary>
public class KilledProcessTests
{
    private const int Kills = 20;
    private const int Connections = 12;
    private static readonly TimeSpan DrainDeadline = TimeSpan.FromSeconds(60);

    private readonly Random _random = new(20261120);
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("bridge-kill-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    [CancelAfter(300_000)]
    public async Task Killed_twenty_times_under_load_with_a_failing_collector_Bridge_loses_nothing_that_was_answered_200(CancellationToken cancellationToken)
    {
        await using var collector = await ScriptedCollector.StartAsync();
        await using var bridge = new BridgeProcess(Environment(collector.Url));
        using var meta = new ImpatientMeta(bridge.Address, seed: 1);
        using var enough = new CancellationTokenSource();

        await bridge.StartAsync(cancellationToken);
        var posting = meta.PostAsync(Connections, enough.Token);
        for (var kill = 0; kill < Kills; kill++)
        {
            await RunForAWhileAsync(collector, cancellationToken);
            await bridge.KillAsync(cancellationToken);
            await bridge.StartAsync(cancellationToken);
        }

        collector.Everything = null;
        await enough.CancelAsync();
        await posting;
        var fresh = await meta.PostOneAsync(cancellationToken);
        await DrainedAsync(collector, meta, cancellationToken);
        var exitCode = await bridge.StopAsync(cancellationToken);
        var dead = DeadLetters();

        var missing = meta.Acknowledged.Where(id => !collector.Taken.ContainsKey(id) && !dead.Contains(id)).ToList();
        var invented = collector.Taken.Keys.Where(id => !meta.Posted.ContainsKey(id)).ToList();
        var altered = collector.TakenPayloads.Where(pair => meta.Posted.GetValueOrDefault(pair.Key) != pair.Value).Select(pair => pair.Key).ToList();
        TestContext.Out.WriteLine(
            $"{meta.Acknowledged.Count} items answered 200, {collector.Taken.Count} delivered, {dead.Count} dead, {meta.Retries} posts retried, {meta.Repeats} repeated, "
            + $"{collector.Taken.Values.Sum() - collector.Taken.Count} delivered twice, {collector.Requests.Count(request => !request.Answer.Takes)} batches refused");
        Assert.Multiple(() =>
        {
            Assert.That(missing, Is.Empty, "answered 200, neither delivered nor dead");
            Assert.That(invented, Is.Empty, "delivered, never posted");
            Assert.That(altered, Is.Empty, "delivered, but not as it was translated");
            Assert.That(fresh, Is.All.Matches<Guid>(collector.Taken.ContainsKey), "a fresh webhook passes afterwards");
            Assert.That(exitCode, Is.Zero, "stopped gracefully at the end");

            Assert.That(collector.Taken, Has.Count.GreaterThan(1000), "the run was not empty");
            Assert.That(dead, Is.Not.Empty, "some items were unreadable");
            Assert.That(meta.Retries, Is.Positive, "some posts were cut off by a kill");
            Assert.That(meta.Repeats, Is.Positive, "some posts were repeated");
            Assert.That(collector.Requests, Has.Some.Matches<CollectorRequest>(request => !request.Answer.Takes), "the collector failed at times");
        });
    }

    private Dictionary<string, string> Environment(Uri collector) => new()
    {
        ["META_APP_SECRET"] = SignedRequest.Secret,
        ["WEBHOOK_VERIFY_TOKEN"] = SignedRequest.VerifyToken,
        ["COLLECTOR_URL"] = collector.ToString(),
        ["COLLECTOR_WRITE_KEY"] = "key",
        ["STORE"] = Path.Combine(_folder, "bridge.db"),
        ["Delivery__LingerMilliseconds"] = "20",
        ["Events__Forward"] = "all",
    };

    /// <summary>Between 0.2 and 1 s, in which the collector changes its mind several times.</summary>
    private async Task RunForAWhileAsync(ScriptedCollector collector, CancellationToken cancellationToken)
    {
        for (var moment = _random.Next(2, 10); moment > 0; moment--)
        {
            collector.Everything = _random.Next(4) switch
            {
                0 => ScriptedAnswer.Status(HttpStatusCode.ServiceUnavailable),
                1 => ScriptedAnswer.Reset,
                _ => null,
            };
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }

    private static async Task DrainedAsync(ScriptedCollector collector, ImpatientMeta meta, CancellationToken cancellationToken)
    {
        var expected = meta.Acknowledged.Where(id => meta.Posted[id].Length > 0).ToList();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(DrainDeadline);
        while (!deadline.IsCancellationRequested && !expected.TrueForAll(collector.Taken.ContainsKey))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }
    }

    private HashSet<Guid> DeadLetters()
    {
        using var database = SqliteDatabase.Open(new StoreOptions { ConnectionString = Path.Combine(_folder, "bridge.db") });
        using var session = SqliteSessions.OpenReader(database.Path);
        return [.. session.Connection.Query<byte[]>("SELECT id FROM dead_letters").Select(id => new Guid(id, bigEndian: true))];
    }
}
