using System.Globalization;
using Bridge.Conservation;
using Bridge.Storage.Sqlite;
using Bridge.Support;
using Bridge.Translation;
using Dapper;

namespace Bridge.Oddities;

/// <summary>
/// Nothing a webhook holds can stop, slow down or lose another: odd bodies and mutated samples go through the whole, with good messages in
/// them and beside them.
/// A few hundred mutations by default; <c>tests/oddities.sh MUTATIONS</c> for more.
/// </summary>
[Category(Needs.Patience)]
[Alone] // loads the whole machine, and has deadlines
public class OdditiesTests
{
    private const int Seed = 20261128;
    private static readonly TimeSpan DrainDeadline = TimeSpan.FromMinutes(5);

    private static int Mutations =>
        int.TryParse(Environment.GetEnvironmentVariable("BRIDGE_ODDITIES"), CultureInfo.InvariantCulture, out var mutations)
            ? mutations
            : 300;

    /// <summary>A good message that takes longer is late. Only the script's long run on a machine of its own is strict.</summary>
    private static TimeSpan Latest => TimeSpan.FromSeconds(Environment.GetEnvironmentVariable("BRIDGE_ODDITIES") is null ? 120 : 5);

    [Test]
    [Category("Oddities")]
    public async Task Embedded_odd_bodies_stop_no_good_message_and_each_is_an_event_a_dead_letter_or_a_counted_drop()
    {
        using var database = new TemporaryDatabase();
        await using var collector = await ScriptedCollector.StartAsync();
        await using var bridge = BridgeProcess.OfAllParts(database.Path, collector.Url.ToString(), ("Events__Forward", "all"));
        await bridge.StartAsync(CancellationToken.None);

        await JudgeAsync(
            collector,
            [bridge.Address],
            [bridge.Address],
            () => bridge.Lines,
            async () =>
            {
                await bridge.StopAsync(CancellationToken.None);
                using var session = SqliteSessions.OpenReader(database.Path);
                return [.. session.Connection.Query<byte[]>("SELECT id FROM dead_letters").Select(id => new Guid(id, bigEndian: true))];
            }
        );
    }

    [Test]
    [Category("Oddities")]
    [Category(Needs.Server)]
    public async Task Distributed_odd_bodies_stop_no_good_message_and_each_is_an_event_a_dead_letter_or_a_counted_drop()
    {
        await using var fleet = await Fleet.StartAsync(CancellationToken.None, ("Events__Forward", "all"));

        await JudgeAsync(
            fleet.Collector,
            fleet.Receivers,
            fleet.Processes,
            () => fleet.Lines,
            async () => [.. await fleet.DeadLettersAsync()]
        );
    }

    private static async Task JudgeAsync(
        ScriptedCollector collector,
        IReadOnlyList<Uri> receivers,
        IReadOnlyList<Uri> processes,
        Func<IEnumerable<string>> readLogs,
        Func<Task<HashSet<Guid>>> readDeadLetters
    )
    {
        var goods = new GoodNeighbours(collector);
        using var run = new OddityRun(receivers, goods);
        using var health = new HealthWatch(processes, goods, Latest);
        using var enough = new CancellationTokenSource();
        var watching = health.WatchAsync(enough.Token);
        var beside = run.PostGoodOnesAsync(enough.Token);

        await run.PostAsync(OddBodies.All().Concat(Mutated()), CancellationToken.None);
        await enough.CancelAsync();
        await Task.WhenAll(watching, beside);
        var owed = run.Owed;
        var arrived = await EndedAsync(() => goods.Missing.Count == 0 && run.Events.All(collector.Taken.ContainsKey));
        var dead = await readDeadLetters();
        var lost = owed.Where(id => !collector.Taken.ContainsKey(id) && !dead.Contains(id)).ToList();

        TestContext.Out.WriteLine(
            $"{goods.Count} good messages ({run.Inside} inside an odd body), "
                + $"the slowest after {goods.Slowest.TotalSeconds:F1} s; {owed.Count} odd facts, {dead.Count} dead; "
                + $"{health.Warnings} times somebody was not well; everything had arrived: {arrived}"
        );
        if (!arrived)
        {
            TestContext.Out.WriteLine(string.Join('\n', readLogs()));
        }

        Assert.Multiple(() =>
        {
            Assert.That(run.Refused, Is.Empty, "not answered 200");
            Assert.That(goods.Missing, Is.Empty, "good messages that never arrived");
            Assert.That(lost, Is.Empty, "odd facts that are neither at the collector nor dead");
            Assert.That(run.Vanished, Is.Empty, "odd bodies that became nothing, uncounted");
            Assert.That(health.Lies, Is.Zero, "moments in which a message stood and everybody was well");
            Assert.That(run.Inside, Is.GreaterThan(Mutations / 3), "many odd bodies had a good message in them");
            Assert.That(goods.Slowest, Is.LessThan(Latest), "late");
        });
    }

    /// <summary>Waits until the condition holds or nothing more arrives; what is missing is for the judgement to say.</summary>
    private static async Task<bool> EndedAsync(Func<bool> hasAll)
    {
        using var deadline = new CancellationTokenSource(Mutations > 1000 ? DrainDeadline : Latest);
        while (!hasAll() && !deadline.IsCancellationRequested)
        {
            await Task.Delay(100, CancellationToken.None);
        }

        return hasAll();
    }

    private static IEnumerable<(string Name, byte[] Body)> Mutated()
    {
        var mutator = new BodyMutator(new Random(Seed));
        var bodies = Directory
            .EnumerateFiles(Samples.Webhooks, "*.json")
            .Concat(Samples.CorpusFiles())
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes)
            .ToList();
        var random = new Random(Seed);
        return Enumerable
            .Range(1, Mutations)
            .Select(number => ($"mutation {number}", mutator.Mutate(bodies[random.Next(bodies.Count)])))
            .Where(mutated => mutated.Item2.Length > 0); // an empty body is nobody's: 401
    }
}
