using Bridge.Storage;
using Bridge.Support;
using Microsoft.Extensions.Logging;

namespace Bridge.Delivery;

/// <summary>What is refused, too large or too old dies, alone.</summary>
internal sealed class RefusalTests
{
    private static IEnumerable<TestCaseData> Refusals()
    {
        foreach (var status in new[] { 400, 405, 413, 422, 501 })
        {
            yield return Case(ScriptedAnswer.Status(status, "why")).SetArgDisplayNames($"{status}");
        }

        yield return Case(ScriptedAnswer.RedirectTo(new Uri("http://127.0.0.1:1/elsewhere")));
    }

    [TestCaseSource(nameof(Refusals))]
    public async Task One_refused_event_is_dead_lettered_alone_and_the_rest_of_its_batch_is_delivered(object answer)
    {
        var poison = Events.Numbered(317);
        await using var collector = await ScriptedCollector.StartAsync();
        collector.ScriptForever(poison.Id, (ScriptedAnswer)answer);
        await using var host = await DeliveryHost.StartAsync(collector, Events.Many(500));

        await host.NothingWaitsAsync();

        var alone = collector.Requests.Where(request => request.Events.Count == 1 && request.Events[0].Id == poison.Id);
        Assert.That((host.Store.Dead.Single().Event.Id, alone.Count(), collector.Taken.Count), Is.EqualTo((poison.Id, 1, 499)));
        Assert.That(collector.Taken.Values, Has.All.EqualTo(1));
        Assert.That(collector.Requests, Has.Count.LessThanOrEqualTo(19));
    }

    [Test]
    public async Task A_dead_letter_says_what_the_collector_answered()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        collector.ScriptForever(Events.Numbered(1).Id, ScriptedAnswer.Status(422, "batch[0].userId: unknown"));
        collector.ScriptForever(Events.Numbered(2).Id, ScriptedAnswer.Status(413));
        await using var host = await DeliveryHost.StartAsync(collector, Events.Many(2));

        await host.NothingWaitsAsync();

        var said = host.Store.Dead.OrderBy(dead => dead.Event.Sequence).Select(dead => $"{dead.Reason}, {dead.Status}, {dead.Answer}");
        Assert.That(string.Join('|', said), Is.EqualTo("refused, 422, batch[0].userId: unknown|too large, 413, "));
        Assert.That(host.Log.At(LogLevel.Warning), Has.None.Contains("userId"));
    }

    [Test]
    public async Task Several_poisons_cost_no_more_than_twice_the_logarithm_each()
    {
        int[] poisons = [3, 250, 251, 499];
        await using var collector = await ScriptedCollector.StartAsync();
        foreach (var n in poisons)
        {
            collector.ScriptForever(Events.Numbered(n).Id, ScriptedAnswer.Status(400));
        }

        await using var host = await DeliveryHost.StartAsync(collector, Events.Many(500));
        await host.NothingWaitsAsync();

        Assert.That(host.Store.Dead.Select(dead => dead.Event.Id), Is.EquivalentTo(poisons.Select(n => Events.Numbered(n).Id)));
        Assert.That(collector.Requests, Has.Count.LessThanOrEqualTo((poisons.Length * 2 * 9) + 1));
    }

    [Test]
    public async Task A_collector_that_refuses_everything_gets_each_event_alone_before_it_is_dead()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        collector.Everything = ScriptedAnswer.Status(400);
        await using var host = await DeliveryHost.StartAsync(collector, Events.Many(64));

        await host.NothingWaitsAsync();

        Assert.That((host.Store.Dead.Count, collector.Requests.Count(request => request.Events.Count == 1)), Is.EqualTo((64, 64)));
    }

    [Test]
    public async Task A_split_that_meets_trouble_gives_back_the_rest_and_counts_an_attempt_only_for_what_was_posted()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        collector.ScriptForever(Events.Numbered(4).Id, ScriptedAnswer.Status(400));
        await using var host = await DeliveryHost.StartAsync(collector, Events.Many(4), null, ("Delivery:InFlight", "1"));
        await host.NothingWaitsAsync();
        collector.Script(Events.Numbered(5).Id, ScriptedAnswer.Status(400), ScriptedAnswer.Status(503));

        host.Add(Enumerable.Range(5, 4).Select(n => Events.Numbered(n)));
        await host.GateIsAsync(GateState.Waiting);

        Assert.That(string.Join(' ', host.Store.Waiting.Select(waiting => waiting.Attempts)), Is.EqualTo("1 1 0 0"));
    }

    [Test]
    public async Task An_event_that_waited_longer_than_it_may_is_dead_without_being_posted()
    {
        var now = new ManualTime().GetUtcNow();
        await using var collector = await ScriptedCollector.StartAsync();
        PendingEvent[] events =
        [
            Events.Numbered(1) with
            {
                ReceivedAt = now.AddDays(-7).AddSeconds(-1),
            },
            Events.Numbered(2) with
            {
                ReceivedAt = now.AddDays(-7),
            },
        ];
        await using var host = await DeliveryHost.StartAsync(collector, events);

        await host.NothingWaitsAsync();

        Assert.That(
            (host.Store.Dead.Single().Event.Id, host.Store.Dead.Single().Reason),
            Is.EqualTo((Events.Numbered(1).Id, DeadReason.Expired))
        );
        Assert.That(collector.Taken.Keys, Is.EquivalentTo((Guid[])[Events.Numbered(2).Id]));
    }

    [Test]
    public async Task An_event_too_large_for_any_collector_is_dead_without_being_posted()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        await using var host = await DeliveryHost.StartAsync(collector, [Events.OfSize(1, 32_001), Events.OfSize(2, 32_000)]);

        await host.NothingWaitsAsync();

        Assert.That((host.Store.Dead.Single().Reason, host.Store.Dead.Single().Status), Is.EqualTo((DeadReason.TooLarge, (int?)null)));
        Assert.That(collector.Requests.Single().Events.Single().Id, Is.EqualTo(Events.Numbered(2).Id));
    }

    private static TestCaseData Case(ScriptedAnswer answer) => new TestCaseData(answer).SetArgDisplayNames(answer.Name);
}
