using System.Net;
using Bridge.Messaging;
using Bridge.Receiving;
using Bridge.Storage.Sqlite;
using Bridge.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Bridge.Telemetry;

public class HealthTests
{
    [Test]
    public async Task Ready_names_each_part_that_is_in_the_way_and_the_log_says_why()
    {
        await using var bridge = await StartAsync(services =>
            services
                .AddReadiness("store", (_, _) => ValueTask.FromResult<string?>("The disk is full."))
                .AddReadiness("collector", (_, _) => ValueTask.FromResult<string?>(null))
        );

        using var ready = await bridge.Client.GetAsync("/healthz/ready");
        using var live = await bridge.Client.GetAsync("/healthz/live");

        Assert.That(bridge.Logs, Has.One.StartsWith("Warning store is not well: The disk is full."));
        Assert.That(ready.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(await ready.Content.ReadAsStringAsync(), Is.EqualTo("""{"ready":false,"notReady":[{"part":"store"}]}"""));
        Assert.That(live.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Ready_answers_200_when_nothing_is_in_the_way()
    {
        await using var bridge = await StartAsync(services =>
            services.AddReadiness("store", (_, _) => ValueTask.FromResult<string?>(null))
        );

        using var ready = await bridge.Client.GetAsync("/healthz/ready");

        Assert.That(ready.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await ready.Content.ReadAsStringAsync(), Is.EqualTo("""{"ready":true,"notReady":[]}"""));
    }

    [Test]
    public async Task A_part_that_gives_no_answer_is_not_ready()
    {
        var clock = new ManualTime();
        await using var bridge = await RecordingPublisher.StartBridgeAsync(
            new(),
            null,
            builder =>
                builder
                    .Services.AddSingleton<TimeProvider>(clock)
                    .AddReadiness(
                        "store",
                        async (_, token) =>
                        {
                            await Task.Delay(Timeout.Infinite, token);
                            return null;
                        }
                    )
        );
        var asking = bridge.Client.GetAsync("/healthz/ready");
        await Eventually.HoldsAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return asking.IsCompleted;
            },
            "it answers"
        );

        using var ready = await asking;

        Assert.That(await ready.Content.ReadAsStringAsync(), Does.Contain("{\"part\":\"store\"}"));
    }

    [Test]
    public async Task Told_to_stop_Bridge_first_says_that_it_is_not_ready_then_serves_on_for_the_delay_and_finishes_what_is_in_flight()
    {
        var clock = new ManualTime();
        var gate = new TaskCompletionSource<PublishResult>();
        var publisher = new RecordingPublisher { Answer = _ => gate.Task };
        await using var bridge = await RecordingPublisher.StartBridgeAsync(
            publisher,
            new() { ["ShutdownDelaySeconds"] = "60" },
            builder => builder.Services.AddSingleton<TimeProvider>(clock)
        );
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
        Assert.That(await ready.Content.ReadAsStringAsync(), Does.Contain("{\"part\":\"process\"}"));
        Assert.That(stoppedEarly, Is.False);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_part_that_Bridge_goes_on_without_is_told_and_Bridge_stays_ready()
    {
        await using var bridge = await StartAsync(services =>
            services
                .AddReadiness("broker", (_, _) => ValueTask.FromResult<string?>("It is away."), HealthStatus.Degraded)
                .AddFigure("spooled", (_, _) => Task.FromResult<HealthFigure?>(new HealthFigure(3, DateTimeOffset.UnixEpoch)))
                .AddFigure("unknown", (_, _) => Task.FromResult<HealthFigure?>(null))
        );

        var ready = await bridge.ReadyAsync();

        Assert.That(
            ready,
            Is.EqualTo(
                (
                    200,
                    """{"ready":true,"notReady":[],"degraded":[{"part":"broker"}],"spooled":{"count":"""
                        + """3,"oldest":"1970-01-01T00:00:00+00:00"}}"""
                        + "\nbroker: It is away."
                )
            )
        );
    }

    [Test]
    public async Task However_many_ask_there_is_one_probe_at_a_time_and_its_answer_counts_for_a_second()
    {
        var clock = new ManualTime();
        var probes = 0;
        var answer = new TaskCompletionSource<string?>();
        await using var bridge = await StartAsync(services =>
            services
                .AddSingleton<TimeProvider>(clock)
                .AddReadiness(
                    "store",
                    (_, _) =>
                    {
                        Interlocked.Increment(ref probes);
                        return new ValueTask<string?>(answer.Task);
                    }
                )
        );

        var asking = Enumerable.Range(0, 50).Select(_ => bridge.ReadyAsync()).ToList();
        await Eventually.HoldsAsync(() => probes == 1, "a probe is under way");
        answer.SetResult(null);
        var answers = await Task.WhenAll(asking);
        clock.Advance(ReadinessProbe.Kept - TimeSpan.FromTicks(1));
        await bridge.ReadyAsync();
        var withinTheSecond = probes;
        clock.Advance(TimeSpan.FromTicks(1));
        await bridge.ReadyAsync();

        Assert.That(answers.Select(one => one.Status), Is.All.EqualTo(200));
        Assert.That((withinTheSecond, probes), Is.EqualTo((1, 2)));
    }

    [Test]
    public async Task Who_asked_and_went_away_ends_no_probe_of_the_others()
    {
        var answer = new TaskCompletionSource<string?>();
        var probes = 0;
        await using var bridge = await StartAsync(services =>
            services.AddReadiness(
                "store",
                (_, _) =>
                {
                    Interlocked.Increment(ref probes);
                    return new ValueTask<string?>(answer.Task);
                }
            )
        );
        using var leaving = new CancellationTokenSource();
        var gone = bridge.Client.GetAsync("/healthz/ready", leaving.Token);
        await Eventually.HoldsAsync(() => probes == 1, "a probe is under way");
        var staying = bridge.ReadyAsync();

        await leaving.CancelAsync();
        Assert.That(async () => await gone, Throws.InstanceOf<OperationCanceledException>());
        answer.SetResult(null);

        Assert.That((await staying).Status, Is.EqualTo(200));
        Assert.That(probes, Is.EqualTo(1));
    }

    [Test]
    public async Task A_part_whose_question_fails_is_not_ready_and_the_answer_quotes_nothing()
    {
        await using var bridge = await StartAsync(services =>
            services.AddReadiness("store", (_, _) => ValueTask.FromException<string?>(new InvalidOperationException("password=secret")))
        );

        var (status, body) = await bridge.ReadyAsync();

        Assert.That(status, Is.EqualTo(503));
        Assert.That(body, Does.Contain("It failed unexpectedly").And.Not.Contain("secret"));
        Assert.That(bridge.Logs, Has.Some.StartsWith("Error Whether store is ready cannot be told"));
    }

    [Test]
    public async Task While_the_disk_hangs_300_who_ask_all_hear_of_it_and_leave_nothing_in_the_writers_queue()
    {
        var clock = new ManualTime();
        await using var bridge = await RecordingPublisher.StartBridgeAsync(
            new(),
            null,
            builder => builder.Services.AddSingleton<TimeProvider>(clock)
        );
        var writer = bridge.Services.GetRequiredService<SqliteDatabase>().Writer;
        using var begins = new SemaphoreSlim(0);
        using var hangs = new ManualResetEventSlim();
        var commit = writer.RunAsync(
            _ =>
            {
                begins.Release();
                hangs.Wait(TimeSpan.FromMinutes(1));
                return 0;
            },
            CancellationToken.None
        );
        await begins.WaitAsync();
        var ofTheStart = writer.Waiting;

        var asking = Enumerable.Range(0, 300).Select(_ => bridge.ReadyAsync()).ToList();
        await Eventually.HoldsAsync(() => writer.Waiting > ofTheStart, "a probe waits for the disk");
        await Eventually.HoldsAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return asking.TrueForAll(one => one.IsCompleted);
            },
            "all are answered"
        );
        var answers = await Task.WhenAll(asking);
        hangs.Set();
        await commit;

        Assert.That(answers.Select(one => one.Status), Is.All.EqualTo(503));
        await Eventually.HoldsAsync(() => writer.Waiting == 0, "nothing is left to do");
        clock.Advance(ReadinessProbe.Kept);
        Assert.That((await bridge.ReadyAsync()).Status, Is.EqualTo(200));
    }

    private static Task<BridgeHost> StartAsync(Action<IServiceCollection> register) =>
        RecordingPublisher.StartBridgeAsync(new(), null, builder => register(builder.Services));
}
