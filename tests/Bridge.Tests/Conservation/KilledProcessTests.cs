using System.Net;
using Bridge.Storage;
using Bridge.Storage.Sqlite;
using Bridge.Support;
using Dapper;

namespace Bridge.Conservation;

/// <summary>
/// The promise, kept while the process is killed again and again: answered 200 is delivered or a dead letter, and nothing else arrives.
/// </summary>
[Category(Needs.Patience)]
[Alone] // loads the whole machine, and has deadlines
public class KilledProcessTests
{
    private const int Kills = 20;
    private const int Connections = 12;
    private static readonly TimeSpan FreshDeadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan DrainDeadline = TimeSpan.FromSeconds(60);

    private readonly Random _random = new(20261120);
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("bridge-kill-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    [CancelAfter(300_000)]
    public async Task Killed_twenty_times_under_load_with_a_failing_collector_Bridge_loses_nothing_that_was_answered_200(
        CancellationToken cancellationToken
    )
    {
        await using var collector = await ScriptedCollector.StartAsync();
        await using var bridge = new BridgeProcess(Environment(collector.Url));
        using var meta = new ImpatientMeta([bridge.Address], seed: 1);
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
        var oracle = new Oracle(meta, collector);
        var fresh = await oracle.FreshEventPassesAsync(FreshDeadline, cancellationToken);
        await oracle.DrainedAsync(DrainDeadline, cancellationToken);
        var exitCode = await bridge.StopAsync(cancellationToken);
        var dead = DeadLetters();

        TestContext.Out.WriteLine(oracle.Summary(dead));
        Assert.Multiple(() =>
        {
            oracle.Judge(dead);
            Assert.That(fresh, Is.True, "a fresh webhook passes afterwards");
            Assert.That(exitCode, Is.Zero, "stopped gracefully at the end");
        });
    }

    private Dictionary<string, string> Environment(Uri collector) =>
        new()
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

    private HashSet<Guid> DeadLetters()
    {
        using var database = SqliteDatabase.Open(new StoreOptions { ConnectionString = Path.Combine(_folder, "bridge.db") });
        using var session = SqliteSessions.OpenReader(database.Path);
        return [.. session.Connection.Query<byte[]>("SELECT id FROM dead_letters").Select(id => new Guid(id, bigEndian: true))];
    }
}
