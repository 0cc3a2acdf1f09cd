using Bridge.Storage;
using Bridge.Support;
using Microsoft.Extensions.Logging;

namespace Bridge.Delivery;

/// <summary>Several destinations, changes of the configuration, and the end of the process.</summary>
internal sealed class DeliveryWorkerTests
{
    private const string Number = "106540352242922";

    [Test]
    public async Task One_slow_destination_never_delays_another()
    {
        await using var slow = await ScriptedCollector.StartAsync();
        await using var quick = await ScriptedCollector.StartAsync();
        slow.Everything = ScriptedAnswer.TimeoutBeforeHeaders;
        List<PendingEvent> events = [.. Events.Many(3000, Number), .. Enumerable.Range(3001, 600).Select(n => Events.Numbered(n))];
        await using var host = await DeliveryHost.StartAsync(
            quick,
            events,
            null,
            ($"Sources:{Number}:Url", slow.Url.ToString()),
            ($"Sources:{Number}:WriteKey", "its-own")
        );

        await Eventually.HoldsAsync(() => host.Store.Waiting.Count == 3000, "the quick destination has its events");
        await Eventually.HoldsAsync(() => slow.Requests.Count == 4, "as many batches as may be are in flight to the slow one");

        Assert.That(
            (quick.Taken.Count, slow.Requests[0].Header("X-Write-Key"), quick.Requests[0].Header("X-Write-Key")),
            Is.EqualTo((600, "its-own", "write-key"))
        );
    }

    [Test]
    public async Task A_destination_added_while_running_is_delivered_to()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        await using var host = await DeliveryHost.StartAsync(collector, Events.Many(3, Number));
        await Eventually.HoldsAsync(() => host.Log.At(LogLevel.Error).Any(), "somebody is told");

        host.Reconfigure($"Sources:{Number}:WriteKey", "its-own");
        await host.NothingWaitsAsync();

        Assert.That((collector.Taken.Count, host.Gate(Number)!.State), Is.EqualTo((3, GateState.Open)));
    }

    [Test]
    public async Task Events_for_a_destination_that_is_gone_wait_and_somebody_is_told_once()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        await using var host = await DeliveryHost.StartAsync(collector, [.. Events.Many(3, Number), Events.Numbered(4)]);
        await Eventually.HoldsAsync(() => host.Store.Waiting.Count == 3 && host.Log.At(LogLevel.Error).Any(), "the others are delivered");
        var look = host.Clock.GetUtcNow().AddMinutes(5);
        await Eventually.HoldsAsync(() => host.Clock.IsAwaitedAt(look), "the next look is planned");

        host.Clock.AdvanceTo(look);
        await Eventually.HoldsAsync(() => host.Clock.IsAwaitedAt(look.AddMinutes(5)), "the next look was taken");

        Assert.That(host.Log.At(LogLevel.Error).Single(), Does.StartWith($"3 events wait for destination {Number}"));
    }

    [Test]
    public async Task A_destination_taken_out_while_running_is_not_posted_to_any_more()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        await using var host = await DeliveryHost.StartAsync(
            collector,
            Events.Many(1, Number),
            null,
            ($"Sources:{Number}:WriteKey", "its-own")
        );
        await host.NothingWaitsAsync();

        host.Reconfigure($"Sources:{Number}:WriteKey", null);
        await Eventually.HoldsAsync(() => host.Gate(Number) is null, "its pump is gone");
        host.Add(Events.Numbered(2, Number), Events.Numbered(3));
        await Eventually.HoldsAsync(
            () => collector.Taken.Count == 2 && host.Store.Waiting.Count == 1,
            "the default destination has its event, and it is done"
        );

        Assert.That(host.Store.Waiting.Single().Id, Is.EqualTo(Events.Numbered(2).Id));
    }

    [Test]
    public async Task The_end_of_the_process_lets_what_is_in_flight_finish()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        var release = new TaskCompletionSource();
        collector.Everything = ScriptedAnswer.Ok with { WriteAsync = (_, _, _) => release.Task };
        await using var host = await DeliveryHost.StartAsync(collector, Events.Many(10));
        await Eventually.HoldsAsync(() => collector.Requests.Count == 1, "the request arrived");

        var stopped = host.StopAsync(CancellationToken.None);
        release.SetResult();
        await Eventually.HoldsAsync(() => stopped.IsCompletedSuccessfully, "delivery has stopped");

        Assert.That((host.Store.Waiting.Count, collector.Taken.Count), Is.EqualTo((0, 10)));
    }

    [Test]
    public async Task The_end_of_the_process_gives_back_what_does_not_finish_in_time()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        collector.Everything = ScriptedAnswer.TimeoutBeforeHeaders;
        await using var host = await DeliveryHost.StartAsync(collector, Events.Many(1200), null, ("Delivery:TimeoutSeconds", "120"));
        await Eventually.HoldsAsync(() => collector.Requests.Count == 3, "the requests arrived");

        var stopped = host.StopAsync(CancellationToken.None);
        host.Clock.Advance(TimeSpan.FromSeconds(21));
        await Eventually.HoldsAsync(() => stopped.IsCompletedSuccessfully, "delivery has stopped");

        Assert.That(
            (host.Store.Waiting.Count, host.Store.Claimed, host.Store.Waiting.Max(waiting => waiting.Attempts)),
            Is.EqualTo((1200, 0, 0))
        );
    }

    [Test]
    public async Task An_impatient_host_is_obeyed()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        collector.Everything = ScriptedAnswer.TimeoutBeforeHeaders;
        await using var host = await DeliveryHost.StartAsync(collector, Events.Many(1));
        await Eventually.HoldsAsync(() => collector.Requests.Count == 1, "the request arrived");
        using var impatience = new CancellationTokenSource();

        var stopped = host.StopAsync(impatience.Token);
        await impatience.CancelAsync();
        await Eventually.HoldsAsync(() => stopped.IsCompleted, "delivery has stopped");

        Assert.That(stopped.IsCompletedSuccessfully, Is.True);
    }

    [Test]
    public async Task The_status_tells_how_each_destination_fares()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        await using var paused = await ScriptedCollector.StartAsync();
        paused.Everything = ScriptedAnswer.Status(403);
        await using var host = await DeliveryHost.StartAsync(
            collector,
            [.. Events.Many(1, Number), Events.Numbered(2)],
            null,
            ($"Sources:{Number}:Url", paused.Url.ToString()),
            ($"Sources:{Number}:WriteKey", "its-own")
        );
        await host.GateIsAsync(GateState.Paused, Number);
        await Eventually.HoldsAsync(() => host.Gate()?.LastSuccess is not null, "the default destination has its event");

        var status = host.Get<DeliveryStatus>().Destinations;

        Assert.That(
            string.Join('|', status.Select(one => $"{one.Name} {one.Gate.State} {one.Gate.Reason}")),
            Is.EqualTo($"{Number} Paused status 403|default Open ")
        );
    }
}
