using System.Net;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Conservation;

/// <summary>
/// The promise, kept while the process is killed again and again: answered 200 is delivered or a dead letter, and nothing else arrives.
/// </summary>
[Category(Needs.Patience)]
internal sealed class KilledProcessTests() : KilledFixture(StoreProvider.Sqlite)
{
    private const int Kills = 20;
    private const int Connections = 12;
    private static readonly TimeSpan FreshDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DrainDeadline = TimeSpan.FromSeconds(60);

    private readonly Random _random = new(20261120);

    [Test]
    [CancelAfter(Hanging.AfterMilliseconds)]
    public async Task Killed_twenty_times_under_load_with_a_failing_collector_Bridge_loses_nothing_that_was_answered_200(
        CancellationToken cancellationToken
    )
    {
        await using var bridge = NewBridge();
        using var meta = new ImpatientMeta([bridge.Address], seed: 1);
        using var enough = new CancellationTokenSource();

        await bridge.StartAsync(cancellationToken);
        var posting = meta.PostAsync(Connections, enough.Token);
        for (var kill = 0; kill < Kills; kill++)
        {
            await RunForAWhileAsync(cancellationToken);
            await bridge.KillAsync(cancellationToken);
            await bridge.StartAsync(cancellationToken);
        }

        Collector.Everything = null;
        await enough.CancelAsync();
        await posting;
        var oracle = new Oracle(meta, Collector);
        var fresh = await oracle.FreshEventPassesAsync(FreshDeadline, cancellationToken);
        await oracle.DrainedAsync(DrainDeadline, cancellationToken);
        var exitCode = await bridge.StopAsync(cancellationToken);
        var dead = (await Store.ReadIdsAsync("dead_letters")).ToHashSet();

        TestContext.Out.WriteLine(oracle.Summary(dead));
        Assert.Multiple(() =>
        {
            oracle.Judge(dead);
            Assert.That(fresh, Is.True, "a fresh webhook passes afterwards");
            Assert.That(exitCode, Is.Zero, "stopped gracefully at the end");
        });
    }

    /// <summary>Between 0.2 and 1 s, in which the collector changes its mind several times.</summary>
    private async Task RunForAWhileAsync(CancellationToken cancellationToken)
    {
        for (var moment = _random.Next(2, 10); moment > 0; moment--)
        {
            Collector.Everything = _random.Next(4) switch
            {
                0 => ScriptedAnswer.Status(HttpStatusCode.ServiceUnavailable),
                1 => ScriptedAnswer.Reset,
                _ => null,
            };
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }
}
