using System.Net;
using Bridge.Messaging;
using Bridge.Receiving;
using Bridge.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Telemetry;

public class HealthTests
{
    [Test]
    public async Task Ready_names_each_part_that_is_in_the_way_and_why()
    {
        await using var bridge = await StartAsync(
            new ReadinessCheck("store", _ => ValueTask.FromResult<string?>("The disk is full.")),
            new ReadinessCheck("collector", _ => ValueTask.FromResult<string?>(null)));

        using var ready = await bridge.Client.GetAsync("/healthz/ready");
        using var live = await bridge.Client.GetAsync("/healthz/live");

        Assert.That(ready.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(await ready.Content.ReadAsStringAsync(), Is.EqualTo("""{"ready":false,"notReady":[{"part":"store","why":"The disk is full."}]}"""));
        Assert.That(live.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Ready_answers_200_when_nothing_is_in_the_way()
    {
        await using var bridge = await StartAsync(new ReadinessCheck("store", _ => ValueTask.FromResult<string?>(null)));

        using var ready = await bridge.Client.GetAsync("/healthz/ready");

        Assert.That(ready.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await ready.Content.ReadAsStringAsync(), Is.EqualTo("""{"ready":true,"notReady":[]}"""));
    }

    [Test]
    public async Task A_part_that_gives_no_answer_is_not_ready()
    {
        var clock = new ManualTime();
        await using var bridge = await RecordingPublisher.StartBridgeAsync(new(), null, builder => builder.Services
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton(new ReadinessCheck("store", async token => { await Task.Delay(Timeout.Infinite, token); return null; })));
        var asking = bridge.Client.GetAsync("/healthz/ready");
        await Eventually.HoldsAsync(() => { clock.Advance(TimeSpan.FromSeconds(1)); return asking.IsCompleted; }, "it answers");

        using var ready = await asking;

        Assert.That(await ready.Content.ReadAsStringAsync(), Does.Contain("It gives no answer."));
    }

    [Test]
    public async Task Told_to_stop_Bridge_first_says_that_it_is_not_ready_then_serves_on_for_the_delay_and_finishes_what_is_in_flight()
    {
        var clock = new ManualTime();
        var gate = new TaskCompletionSource<PublishResult>();
        var publisher = new RecordingPublisher { Answer = _ => gate.Task };
        await using var bridge = await RecordingPublisher.StartBridgeAsync(
            publisher, new() { ["ShutdownDelaySeconds"] = "60" }, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var inFlight = bridge.SendAsync(SignedRequest.Create("{}"));
        await Eventually.HoldsAsync(() => publisher.Waiting == 1, "a webhook is in flight");

        var stopping = bridge.StopAsync();
        using var ready = await bridge.Client.GetAsync("/healthz/ready");
        var stoppedEarly = stopping.IsCompleted;
        clock.Advance(TimeSpan.FromSeconds(60));
        gate.SetResult(PublishResult.Stored);
        using var answer = await inFlight;
        await stopping;

        Assert.That(ready.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(await ready.Content.ReadAsStringAsync(), Does.Contain("It is shutting down."));
        Assert.That(stoppedEarly, Is.False);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    private static Task<BridgeHost> StartAsync(params ReadinessCheck[] checks) => RecordingPublisher.StartBridgeAsync(new(), null, builder =>
    {
        foreach (var check in checks)
        {
            builder.Services.AddSingleton(check);
        }
    });
}
