using Bridge.Storage;
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
        new[] { ScriptedAnswer.BrokenJson, ScriptedAnswer.Status(204), ScriptedAnswer.TimeoutInBody(200), ScriptedAnswer.OneByteASecond(200, "{}") }.Select(Case);

    private static IEnumerable<TestCaseData> Refusals()
    {
        foreach (var status in new[] { 400, 405, 413, 422, 501 })
        {
            yield return Case(ScriptedAnswer.Status(status, "why")).SetArgDisplayNames($"{status}");
        }

        yield return Case(ScriptedAnswer.RedirectTo(new Uri("http://127.0.0.1:1/elsewhere")));
    }

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

        host.GoToNextTry();
        await host.NothingWaitsAsync();

        Assert.That((waiting.Attempts, waiting.FirstFailedAt, gate.NextTry - gate.Since), Is.EqualTo((1, (DateTimeOffset?)gate.Since, (TimeSpan?)TimeSpan.FromSeconds(0.5))));
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
        host.GoToNextTry();
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
        await host.NothingWaitsAsync();

        Assert.That((collector.Requests.Count, collector.Taken.Count, host.Store.Dead.Count), Is.EqualTo((2, 2, 0)));
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

    [TestCase(401)]
    [TestCase(403)]
    [TestCase(404)]
    public async Task A_destination_that_does_not_accept_bridge_is_paused_and_probed_with_one_event_every_minute(int status)
    {
        var clock = new ManualTime();
        await using var collector = await ScriptedCollector.StartAsync(clock);
        collector.Everything = ScriptedAnswer.Status(status);
        await using var host = await DeliveryHost.StartAsync(collector, Events.Many(30), clock, ("Delivery:InFlight", "1"));
        var begun = clock.GetUtcNow();
        await host.GateIsAsync(GateState.Paused);

        for (var probe = 1; probe <= 3; probe++)
        {
            host.GoToNextTry();
            await Eventually.HoldsAsync(() => host.Gate()!.NextTry == begun.AddMinutes(probe + 1) && host.Store.Claimed == 0, "the probe is answered");
        }

        collector.Everything = null;
        host.GoToNextTry();
        await host.NothingWaitsAsync();

        var requests = collector.Requests.Select(request => $"{(request.At - begun).TotalMinutes}:{request.Events.Count}");
        Assert.That(string.Join(' ', requests), Is.EqualTo("0:30 1:1 2:1 3:1 4:1 4:26 4:3"));
        Assert.That(host.Store.Dead, Is.Empty);
        Assert.That(host.Log.At(LogLevel.Error).Single(), Does.Contain($"status {status}").And.Contain("30 events waiting"));
        Assert.That(host.Log.At(LogLevel.Information), Has.One.Contains("resumed"));
    }

    [Test]
    public async Task A_corrected_key_resumes_delivery_at_once()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        collector.WriteKey = "the-right-key";
        await using var host = await DeliveryHost.StartAsync(collector, Events.Many(30));
        await host.GateIsAsync(GateState.Paused);
        var before = collector.Requests.Count;

        host.Reconfigure("Collector:WriteKey", "the-right-key");
        await host.NothingWaitsAsync();

        Assert.That((collector.Requests[before].Events.Count, collector.Taken.Count), Is.EqualTo((1, 30)));
    }

    [Test]
    public async Task A_corrected_address_resumes_delivery_at_once()
    {
        await using var wrong = await ScriptedCollector.StartAsync();
        await using var right = await ScriptedCollector.StartAsync();
        wrong.Everything = ScriptedAnswer.Status(404);
        await using var host = await DeliveryHost.StartAsync(wrong, Events.Many(30));
        await host.GateIsAsync(GateState.Paused);

        host.Reconfigure("Collector:Url", right.Url.ToString());
        await host.NothingWaitsAsync();

        Assert.That(right.Taken, Has.Count.EqualTo(30));
    }

    [TestCase("30", 30)]
    [TestCase("Sun, 01 Mar 2026 12:01:00 GMT", 60)]
    [TestCase("0", 0.5)]
    [TestCase("31536000", 900)]
    [TestCase("soon", 0.5)]
    [TestCase("", 0.5)]
    public async Task Retry_after_is_honoured_up_to_a_quarter_of_an_hour(string retryAfter, double seconds)
    {
        var clock = new ManualTime();
        await using var collector = await ScriptedCollector.StartAsync(clock);
        collector.Script(Events.Numbered(1).Id, ScriptedAnswer.RetryAfter(429, retryAfter));
        await using var host = await DeliveryHost.StartAsync(collector, Events.Many(1), clock);
        await host.GateIsAsync(GateState.Waiting);

        host.GoToNextTry();
        await host.NothingWaitsAsync();

        Assert.That((collector.Requests[1].At - collector.Requests[0].At).TotalSeconds, Is.EqualTo(seconds));
    }

    [Test]
    public async Task An_outage_is_waited_out_ever_longer_with_one_event_at_a_time_and_one_warning()
    {
        var clock = new ManualTime();
        await using var collector = await ScriptedCollector.StartAsync(clock);
        collector.Everything = ScriptedAnswer.Status(503);
        await using var host = await DeliveryHost.StartAsync(collector, Events.Many(1500), clock, ("Delivery:InFlight", "1"));
        await host.GateIsAsync(GateState.Waiting);

        for (var probe = 2; probe <= 12; probe++)
        {
            host.GoToNextTry();
            await Eventually.HoldsAsync(() => collector.Requests.Count == probe && host.Gate()!.NextTry > clock.GetUtcNow() && host.Store.Claimed == 0, "the probe is answered");
        }

        var requests = collector.Requests;
        var waits = requests.Zip(requests.Skip(1), (one, next) => (next.At - one.At).TotalSeconds);
        Assert.That(string.Join(' ', waits), Is.EqualTo("0.5 1 2 4 8 16 32 64 128 150 150"));
        Assert.That(requests.Skip(1).Select(request => request.Events.Count), Has.All.EqualTo(1));
        Assert.That((host.Log.At(LogLevel.Warning).Count(), host.Store.Waiting.Count, host.Store.Dead.Count), Is.EqualTo((1, 1500, 0)));
    }

    [Test]
    public async Task An_event_the_collector_always_fails_on_does_not_stand_in_the_way_of_the_others()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        collector.ScriptForever(Events.Numbered(1).Id, ScriptedAnswer.Status(500));
        await using var host = await DeliveryHost.StartAsync(collector, Events.Many(500), null, NeverInAHurry);

        await Eventually.HoldsAsync(() => GoOn(host) && host.Store.Waiting.Count == 1, "the others are delivered");

        Assert.That(host.Clock.GetUtcNow() - Events.ReceivedAt, Is.LessThan(TimeSpan.FromMinutes(10)));
        Assert.That((host.Store.Waiting.Single().Id, host.Store.Dead.Count, collector.Taken.Count), Is.EqualTo((Events.Numbered(1).Id, 0, 499)));
    }

    [Test]
    public async Task An_event_that_waited_longer_than_it_may_is_dead_without_being_posted()
    {
        var now = new ManualTime().GetUtcNow();
        await using var collector = await ScriptedCollector.StartAsync();
        WaitingEvent[] events =
        [
            Events.Numbered(1) with { ReceivedAt = now.AddDays(-7).AddSeconds(-1) },
            Events.Numbered(2) with { ReceivedAt = now.AddDays(-7) },
        ];
        await using var host = await DeliveryHost.StartAsync(collector, events);

        await host.NothingWaitsAsync();

        Assert.That((host.Store.Dead.Single().Event.Id, host.Store.Dead.Single().Reason), Is.EqualTo((Events.Numbered(1).Id, DeadReason.Expired)));
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

    [Test]
    public async Task Events_that_come_within_the_time_of_lingering_share_a_batch()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        await using var host = await DeliveryHost.StartAsync(collector, [], null, ("Delivery:LingerMilliseconds", "200"), ("Delivery:PollSeconds", "300"));
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
