using Bridge.Simulation.Collecting;
using Bridge.Support;

namespace Bridge.Commands;

/// <summary>What a run says when something fails meanwhile: what is dead, what is lost, and what came all the same.</summary>
public class SimulateLossTests : SimulateFixture
{
    [Test]
    public async Task What_is_dead_is_told_from_what_is_lost()
    {
        await using var rig = await Ops.OpsRig.StartAsync([new("Delivery:SuspectAfter", "100000"), new("Events:Forward", "all")]);
        rig.Collector.Everything = ScriptedAnswer.Status(400, "never");

        var (_, output, error) = await SimulateAsync(
            rig.Bridge.Address,
            $"--rate 20/s --duration 1s --patience 3s --key {Ops.OpsRig.ViewerKey.Text}"
        );

        Assert.That(output, Does.Match(@"lost +│ 0 ").And.Match("[1-9][0-9]* are dead letters, 0 are\\s+lost"), error);
    }

    [Test]
    public async Task Everything_is_there_even_when_the_collector_fails_and_refuses_for_a_while()
    {
        await using var bridge = await BridgeAsync(Collector.Url);
        Collector.Fail(System.Net.HttpStatusCode.ServiceUnavailable);

        var run = SimulateAsync(bridge.Address, "--rate 100/s --duration 1s --speed 20");
        await Eventually.HoldsAsync(() => Collector.TurnedAway >= 1, "the collector turned something away");
        Collector.Recover();
        var (exitCode, output, error) = await run;

        Assert.That(exitCode, Is.Zero, output + error);
    }

    [Test]
    [CancelAfter(Hanging.AfterMilliseconds)]
    public async Task Nothing_is_lost_when_Bridge_is_killed_and_started_again_meanwhile(CancellationToken cancellationToken)
    {
        using var store = new TemporaryDatabase();
        await using var bridge = BridgeProcess.OfAllParts(store.Path, Collector.Url);
        await bridge.StartAsync(cancellationToken);

        var run = SimulateAsync(bridge.Address, "--rate 200/s --duration 8s --speed 10");
        await Eventually.HoldsAsync(() => Collector.Taken.Count > 0, "the run is on");
        await bridge.KillAsync(cancellationToken);
        await bridge.StartAsync(cancellationToken);
        var (exitCode, output, error) = await run;

        await bridge.StopAsync(cancellationToken);
        Assert.That(exitCode, Is.Zero, output + error);
        Assert.That(output, Does.Match(@"lost +│ 0 ").And.Match(@"no answer +│ [1-9]").And.Match(@"retries +│ [1-9]"));
    }

    [Test]
    public async Task What_never_arrives_is_told_as_lost_and_the_exit_code_is_1()
    {
        await using var elsewhere = new SampleCollector(new CollectorSettings("http://127.0.0.1:0", "key"), TimeProvider.System);
        await elsewhere.StartAsync(CancellationToken.None);
        await using var bridge = await BridgeAsync(elsewhere.Url);

        var (exitCode, output, _) = await SimulateAsync(bridge.Address, "--rate 50/s --duration 1s --speed 20 --patience 100ms");

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Does.Match(@"lost +│ [1-9]").And.Contain("are not at the collector"));
    }
}
