using Bridge.Support;
using Microsoft.Extensions.Logging;

namespace Bridge.Delivery;

/// <summary>What becomes of events whatever the collector answers, over real HTTP and with a clock that stands still.</summary>
internal sealed class DeliveryTests
{
    /// <summary>For tests that let time pass while requests are on their way: so much that none of them times out by it.</summary>
    private static readonly (string, string) NeverInAHurry = ("Delivery:TimeoutSeconds", "120");

    private static IEnumerable<TestCaseData> AnswersToWaitAfter()
    {
        foreach (var status in new[] { 408, 425, 429, 500, 502, 503, 504 })
        {
            yield return Case(ScriptedAnswer.Status(status));
        }

        yield return Case(ScriptedAnswer.Reset);
    }

    private static IEnumerable<TestCaseData> SuccessesOfAllKinds() =>
        new[]
        {
            ScriptedAnswer.BrokenJson,
            ScriptedAnswer.Status(204),
            ScriptedAnswer.TimeoutInBody(200),
            ScriptedAnswer.OneByteASecond(200, "{}"),
        }.Select(Case);

    [Test]
    public async Task Everything_that_waits_is_posted_once_in_full_batches_and_deleted()
    {
        await using var collector = await ScriptedCollector.StartAsync(strict: true);
        await using var host = await DeliveryHost.StartAsync(collector, Events.Many(1200));

        await host.NothingWaitsAsync();

        Assert.That(collector.Taken, Has.Count.EqualTo(1200).And.All.Matches<KeyValuePair<Guid, int>>(taken => taken.Value == 1));
        Assert.That(string.Join(' ', collector.Requests.Select(request => request.Events.Count).Order()), Is.EqualTo("200 500 500"));
        Assert.That(collector.Violations, Is.Empty);
    }

    [TestCaseSource(nameof(AnswersToWaitAfter))]
    public async Task A_collector_that_cannot_now_is_asked_again_and_nothing_dies(object answer)
    {
        await using var collector = await ScriptedCollector.StartAsync();
        collector.Script(Events.Numbered(1).Id, (ScriptedAnswer)answer);
        await using var host = await DeliveryHost.StartAsync(collector, Events.Many(1));
        var gate = await host.GateIsAsync(GateState.Waiting);
        var waiting = host.Store.Waiting.Single();

        await host.GoToNextTryAsync();
        await host.NothingWaitsAsync();

        Assert.That(
            (waiting.Attempts, waiting.FirstFailedAt, gate.NextTry - gate.Since),
            Is.EqualTo((1, (DateTimeOffset?)gate.Since, (TimeSpan?)TimeSpan.FromSeconds(0.5)))
        );
        Assert.That((collector.Requests.Count, collector.Taken.Single().Value, host.Store.Dead.Count), Is.EqualTo((2, 1, 0)));
    }

    [Test]
    public async Task A_collector_that_does_not_answer_in_time_is_asked_again()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        collector.Script(Events.Numbered(1).Id, ScriptedAnswer.TimeoutBeforeHeaders);
        await using var host = await DeliveryHost.StartAsync(collector, Events.Many(1));
        await Eventually.HoldsAsync(() => collector.Requests.Count == 1, "the request arrived");

        host.Clock.Advance(TimeSpan.FromSeconds(10));
        var gate = await host.GateIsAsync(GateState.Waiting);
        await host.GoToNextTryAsync();
        await host.NothingWaitsAsync();

        Assert.That((gate.Reason, collector.Requests.Count), Is.EqualTo(("timeout", 2)));
    }

    [TestCaseSource(nameof(SuccessesOfAllKinds))]
    public async Task What_the_collector_took_is_not_posted_again_whatever_its_body_says(object answer)
    {
        await using var collector = await ScriptedCollector.StartAsync();
        collector.Script(Events.Numbered(1).Id, (ScriptedAnswer)answer);
        await using var host = await DeliveryHost.StartAsync(collector, Events.Many(1));

        await host.NothingWaitsAsync();
        host.Add(Events.Numbered(2));
        var steps = 100; // the first post may still be ending, and then the second event lingers; fewer than a post may take
        await Eventually.HoldsAsync(() => (steps-- <= 0 || GoOn(host)) && host.Store.Waiting.Count == 0, "nothing waits any more");

        Assert.That((collector.Requests.Count, collector.Taken.Count, host.Store.Dead.Count), Is.EqualTo((2, 2, 0)));
    }

    [Test]
    public async Task An_event_the_collector_always_fails_on_does_not_stand_in_the_way_of_the_others()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        collector.ScriptForever(Events.Numbered(1).Id, ScriptedAnswer.Status(500));
        await using var host = await DeliveryHost.StartAsync(collector, Events.Many(500), null, NeverInAHurry);

        await Eventually.HoldsAsync(() => GoOn(host) && host.Store.Waiting.Count == 1, "the others are delivered");

        Assert.That(host.Clock.GetUtcNow() - Events.ReceivedAt, Is.LessThan(TimeSpan.FromMinutes(10)));
        Assert.That(
            (host.Store.Waiting.Single().Id, host.Store.Dead.Count, collector.Taken.Count),
            Is.EqualTo((Events.Numbered(1).Id, 0, 499))
        );
    }

    [Test]
    public async Task Events_that_come_within_the_time_of_lingering_share_a_batch()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        await using var host = await DeliveryHost.StartAsync(
            collector,
            [],
            null,
            ("Delivery:LingerMilliseconds", "200"),
            ("Delivery:PollSeconds", "300")
        );
        await Eventually.HoldsAsync(() => host.Clock.IsAwaitedAt(host.Clock.GetUtcNow().AddSeconds(300)), "the pump waits for events");
        host.Add(Events.Numbered(1));
        await Eventually.HoldsAsync(() => host.Clock.IsAwaitedAt(host.Clock.GetUtcNow().AddMilliseconds(200)), "the pump lingers");
        host.Add(Events.Numbered(2));

        host.Clock.Advance(TimeSpan.FromMilliseconds(200));
        await host.NothingWaitsAsync();

        Assert.That(collector.Requests.Single().Events, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Events_that_nobody_announced_are_found_all_the_same()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        await using var host = await DeliveryHost.StartAsync(collector, []);
        var nextPoll = host.Clock.GetUtcNow().AddSeconds(5);
        await Eventually.HoldsAsync(() => host.Clock.IsAwaitedAt(nextPoll), "the pump waits for events");

        host.Store.Add(Events.Numbered(1));
        host.Clock.AdvanceTo(nextPoll);
        await host.NothingWaitsAsync();

        Assert.That(collector.Taken, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_store_out_of_order_neither_ends_delivery_nor_doubles_an_event()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        await using var host = await DeliveryHost.StartAsync(collector, [], null, NeverInAHurry);
        host.Store.FailNext(calls: 3);
        host.Add(Events.Many(1));

        await Eventually.HoldsAsync(() => GoOn(host) && host.Store.Waiting.Count == 0, "the event is delivered");

        Assert.That((collector.Requests.Count, host.Log.At(LogLevel.Error).Any()), Is.EqualTo((1, true)));
    }

    [Test]
    public async Task What_the_collector_took_is_deleted_as_soon_as_the_store_works_again_and_not_posted_again()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        await using var host = await DeliveryHost.StartAsync(collector, [], null, NeverInAHurry);
        collector.Everything = ScriptedAnswer.Ok with { WriteAsync = (_, _, _) => FailAsync(host.Store, calls: 4) };
        host.Add(Events.Many(1));

        await Eventually.HoldsAsync(() => GoOn(host) && host.Store.Waiting.Count == 0, "the event is delivered");

        Assert.That((collector.Requests.Count, host.Store.Claimed), Is.EqualTo((1, 0)));
        Assert.That(host.Log.At(LogLevel.Error), Has.Some.StartsWith("The store failed at completing 1 events"));
    }

    private static Task FailAsync(InMemoryStore store, int calls)
    {
        store.FailNext(calls);
        return Task.CompletedTask;
    }

    /// <summary>Lets a little time pass; always true, so that it can stand in a condition.</summary>
    private static bool GoOn(DeliveryHost host)
    {
        host.Clock.Advance(TimeSpan.FromMilliseconds(50));
        return true;
    }

    private static TestCaseData Case(ScriptedAnswer answer) => new TestCaseData(answer).SetArgDisplayNames(answer.Name);
}
