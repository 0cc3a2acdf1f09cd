using System.Diagnostics.Metrics;
using System.Text;
using Bridge.Storage;
using Bridge.Support;
using Bridge.Telemetry;
using Microsoft.Extensions.Logging;

namespace Bridge.Delivery;

/// <summary>A collector that refuses everything is wrong itself, or its address is: it is paused, and the events live.</summary>
internal sealed class SuspectTests
{
    private const int SuspectAfter = 5;
    private static readonly (string, string) Soon = ("Delivery:SuspectAfter", $"{SuspectAfter}");

    private static IEnumerable<TestCaseData> Refusals()
    {
        foreach (var status in new[] { 302, 400, 405, 413, 501 })
        {
            yield return new TestCaseData(ScriptedAnswer.Status(status, "why")).SetArgDisplayNames($"{status}");
        }
    }

    [TestCaseSource(nameof(Refusals))]
    public async Task A_collector_that_refuses_everything_is_paused_and_hardly_anything_dies(object answer)
    {
        await using var collector = await ScriptedCollector.StartAsync();
        collector.Everything = (ScriptedAnswer)answer;
        await using var host = await DeliveryHost.StartAsync(collector, Mixed(2000), null, Soon);

        var gate = await host.GateIsAsync(GateState.Paused);
        for (var minute = 0; minute < 30; minute++)
        {
            var asked = collector.Requests.Count;
            await host.GoToNextTryAsync();
            await Eventually.HoldsAsync(() => collector.Requests.Count > asked, "it is probed");
            gate = await host.GateIsAsync(GateState.Paused);
        }

        Assert.That(host.Store.Dead, Has.Count.LessThan(SuspectAfter));
        Assert.That(host.Store.Waiting.Count + host.Store.Dead.Count, Is.EqualTo(2000));
        Assert.That(gate.Reason, Does.Contain("the address or the contract is wrong, not the events"));
        Assert.That(host.Log.At(LogLevel.Error), Has.Exactly(1).Contains("refuses everything"));
    }

    [Test]
    public void What_another_system_wrote_makes_nobody_suspect_and_is_no_probe()
    {
        var captured = Enumerable.Range(1, 40).Select(n => Captured(n, $"bad.n{n % 5}")).ToList();
        var told = Enumerable.Range(41, 10).Select(n => Events.Numbered(n)).ToList();
        var suspicion = new Suspicion(SuspectAfter);

        var verdicts = captured.Select(refused => suspicion.Judge(Verdict.Refused, [refused], "status 400").Verdict).ToList();

        Assert.That(verdicts, Has.All.EqualTo(Verdict.Refused));
        Mixed(SuspectAfter).ForEach(refused => suspicion.Judge(Verdict.Refused, [refused], "status 400"));
        Assert.That(suspicion.Judge(Verdict.Refused, [captured[0]], "status 400").Verdict, Is.EqualTo(Verdict.Pause));
        Assert.That(suspicion.ChooseProbe(new ArraySegment<PendingEvent>([.. captured, .. told])), Is.EqualTo(captured.Count));
    }

    [Test]
    public void Where_Bridge_words_everything_one_name_is_enough_whoever_told_it()
    {
        var suspicion = new Suspicion(SuspectAfter, isAllOfBridge: true);

        var told = Enumerable.Range(1, SuspectAfter).Select(n => Captured(n, "lead.won"));
        var verdicts = told.Select(refused => suspicion.Judge(Verdict.Refused, [refused], "error 100").Verdict).ToList();

        Assert.That(verdicts.SkipLast(1), Has.All.EqualTo(Verdict.Refused));
        Assert.That(verdicts[^1], Is.EqualTo(Verdict.Pause));
    }

    [Test]
    public async Task Once_the_probe_is_taken_the_rest_goes_out_and_what_is_dead_stays_dead()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        collector.Everything = ScriptedAnswer.Status(405);
        await using var host = await DeliveryHost.StartAsync(collector, Mixed(100), null, Soon);
        await host.GateIsAsync(GateState.Paused);

        collector.Everything = null;
        await host.GoToNextTryAsync();
        await host.NothingWaitsAsync();

        Assert.That(host.Store.Dead, Has.Count.LessThan(SuspectAfter).And.Not.Empty);
        Assert.That(collector.Taken, Has.Count.EqualTo(100 - host.Store.Dead.Count));
        Assert.That(host.Gate()!.State, Is.EqualTo(GateState.Open));
    }

    [Test]
    public async Task What_is_taken_in_between_clears_the_collector()
    {
        var events = Mixed(200);
        await using var collector = await ScriptedCollector.StartAsync();
        foreach (var poison in events.Where((_, n) => n % 5 < 3))
        {
            collector.ScriptForever(poison.Id, ScriptedAnswer.Status(400));
        }

        await using var host = await DeliveryHost.StartAsync(collector, events, null, Soon, ("Delivery:InFlight", "1"));
        await host.NothingWaitsAsync();

        Assert.That((host.Store.Dead.Count, collector.Taken.Count), Is.EqualTo((120, 80)));
    }

    [Test]
    public async Task A_name_the_collector_does_not_take_pauses_nothing_while_others_are_taken()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        var events = Enumerable.Range(1, 60).Select(n => n <= 50 ? Named(n, "link.clicked") : Named(n, "message.read")).ToList();
        foreach (var refused in events.Take(50))
        {
            collector.ScriptForever(refused.Id, ScriptedAnswer.Status(400));
        }

        await using var host = await DeliveryHost.StartAsync(collector, events, null, Soon);
        await host.NothingWaitsAsync();

        Assert.That((host.Store.Dead.Count, collector.Taken.Count), Is.EqualTo((50, 10)));
    }

    [Test]
    public async Task A_backlog_of_refused_events_of_two_names_does_not_keep_the_probe_from_the_others()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        var events = Enumerable
            .Range(1, 300)
            .Select(n => n <= 250 ? Named(n, n % 2 == 0 ? "link.clicked" : "call.ended") : Named(n, "message.read"))
            .ToList();
        foreach (var refused in events.Take(250))
        {
            collector.ScriptForever(refused.Id, ScriptedAnswer.Status(400));
        }

        await using var host = await DeliveryHost.StartAsync(collector, events, null, Soon, ("Delivery:InFlight", "1"));
        await host.GateIsAsync(GateState.Paused);
        await host.GoToNextTryAsync();
        await Eventually.HoldsAsync(() => collector.TakenPayloads.Count > 0, "the probe is one that is taken");

        Assert.That(collector.TakenPayloads.Values.First(), Does.Contain("message.read"));
    }

    [Test]
    public async Task A_suspected_collector_is_counted()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        collector.Everything = ScriptedAnswer.Status(405);
        await using var host = await DeliveryHost.StartAsync(collector, [], null, Soon);
        using var counted = new Counted(host.Get<IMeterFactory>());

        host.Add(Mixed(100));
        await host.GateIsAsync(GateState.Paused);

        await Eventually.HoldsAsync(() => counted.Of(Instruments.SuspectedName).Any(), "it is counted");
    }

    private static List<PendingEvent> Mixed(int count) =>
        [.. Enumerable.Range(1, count).Select(n => Named(n, n % 2 == 0 ? "message.read" : "message.delivered"))];

    private static PendingEvent Captured(int n, string name)
    {
        var told = Named(n, name);
        return told with
        {
            Payload = Encoding.UTF8.GetBytes(
                Encoding.UTF8.GetString(told.Payload).Replace("meta-bridge", "a-crm", StringComparison.Ordinal)
            ),
        };
    }

    private static PendingEvent Named(int n, string name)
    {
        var read = Events.Numbered(n);
        return read with
        {
            Name = name,
            Payload = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(read.Payload).Replace(read.Name, name, StringComparison.Ordinal)),
        };
    }
}
