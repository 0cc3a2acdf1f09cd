using Bridge.Support;

namespace Bridge.Delivery;

/// <summary>What somebody sets the machine's clock to decides nothing about delivery.</summary>
internal sealed class ClockTests
{
    [Test]
    public async Task A_collector_that_failed_is_tried_again_in_time_though_the_clock_was_set([Values(-400, 400)] int days)
    {
        await using var collector = await ScriptedCollector.StartAsync();
        collector.Script(Events.Numbered(1).Id, ScriptedAnswer.Status(503));
        await using var host = await DeliveryHost.StartAsync(collector, Events.Many(1));
        var gate = await host.GateIsAsync(GateState.Waiting);
        var wait = gate.NextTry!.Value - gate.Since;

        host.Clock.Set(TimeSpan.FromDays(days));
        Assert.That(host.Gate()!.NextTry - host.Clock.GetUtcNow(), Is.EqualTo(wait), "it is told by the clock on the wall");
        host.Clock.Advance(wait);

        await host.NothingWaitsAsync();
    }

    [Test]
    public async Task No_event_is_too_old_because_the_clock_was_set_forwards()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        await using var host = await DeliveryHost.StartAsync(collector, []);

        host.Clock.Set(TimeSpan.FromDays(400));
        host.Add(Events.Many(3));

        await host.NothingWaitsAsync();
        Assert.That(host.Store.Dead, Is.Empty);
    }

    [Test]
    public async Task An_event_that_came_in_after_the_clock_was_set_forwards_is_too_old_in_time()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        await using var host = await DeliveryHost.StartAsync(collector, []);

        host.Clock.Set(TimeSpan.FromDays(400));
        var receivedAt = host.Clock.GetUtcNow();
        host.Clock.Advance(TimeSpan.FromDays(7) + TimeSpan.FromSeconds(1));
        host.Add(Events.Numbered(1) with { ReceivedAt = receivedAt });

        await host.NothingWaitsAsync();
        Assert.That(host.Store.Dead, Has.Count.EqualTo(1));
    }
}
