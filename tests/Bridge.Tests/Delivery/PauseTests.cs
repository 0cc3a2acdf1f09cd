using Bridge.Support;
using Microsoft.Extensions.Logging;

namespace Bridge.Delivery;

/// <summary>How long a collector is left alone that cannot, or will not, take anything.</summary>
internal sealed class PauseTests
{
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
            await host.GoToNextTryAsync();
            await Eventually.HoldsAsync(
                () => host.Gate()!.NextTry == begun.AddMinutes(probe + 1) && host.Store.Claimed == 0,
                "the probe is answered"
            );
        }

        collector.Everything = null;
        await host.GoToNextTryAsync();
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

        await host.GoToNextTryAsync();
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
            await host.GoToNextTryAsync();
            await Eventually.HoldsAsync(
                () => collector.Requests.Count == probe && host.Gate()!.NextTry > clock.GetUtcNow() && host.Store.Claimed == 0,
                "the probe is answered"
            );
        }

        var requests = collector.Requests;
        var waits = requests.Zip(requests.Skip(1), (one, next) => (next.At - one.At).TotalSeconds);
        Assert.That(string.Join(' ', waits), Is.EqualTo("0.5 1 2 4 8 16 32 64 128 150 150"));
        Assert.That(requests.Skip(1).Select(request => request.Events.Count), Has.All.EqualTo(1));
        Assert.That((host.Log.At(LogLevel.Warning).Count(), host.Store.Waiting.Count, host.Store.Dead.Count), Is.EqualTo((1, 1500, 0)));
    }
}
