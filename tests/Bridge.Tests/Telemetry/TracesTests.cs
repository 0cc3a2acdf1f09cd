using System.Net;
using Bridge.Receiving;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Telemetry;

/// <summary>The way of a webhook as a collector of OpenTelemetry's sees it, from Meta's POST to the collector's answer.</summary>
[Alone] // the spans are those of the whole process
public class TracesTests
{
    private const string TraceParent = "traceparent";
    private const ulong Server = 2;
    private const ulong Client = 3;
    private const ulong Producer = 4;
    private const ulong Consumer = 5;

    private TraceCollector _traces = null!;
    private ScriptedCollector _collector = null!;

    [SetUp]
    public async Task Start() => (_traces, _collector) = (await TraceCollector.StartAsync(), await ScriptedCollector.StartAsync());

    [TearDown]
    public async Task Stop()
    {
        await _traces.DisposeAsync();
        await _collector.DisposeAsync();
    }

    [Test]
    public async Task One_trace_shows_the_whole_way_through_the_spool()
    {
        await using var bridge = await BridgeHost.StartAsync([.. _traces.Settings, .. Delivery]);

        await bridge.PostAsync(new TextWebhook(1));

        AssertOneTrace(await WayAsync(), "spool", "bridge_spool");
    }

    [Test]
    [Category(Needs.Server)]
    public async Task One_trace_shows_the_whole_way_through_the_broker_and_the_shared_store()
    {
        await using var rig = new BrokerRig(await RabbitServer.AnyUrlAsync());
        await using var store = await StoreLocation.CreateAsync(StoreProvider.Postgres);
        await using var receiver = await rig.StartReceiverAsync([.. _traces.Settings.Select(pair => (pair.Key, pair.Value))]);
        await using var forwarder = await rig.StartForwarderAsync(
            _collector,
            null,
            [.. _traces.Settings.Select(pair => (pair.Key, pair.Value)), ("Store:ConnectionString", store.Address)]
        );

        await receiver.PostAsync(new TextWebhook(1));

        AssertOneTrace(await WayAsync(), rig.Queue, "rabbitmq");
    }

    [Test]
    public async Task What_a_CRM_posts_is_one_trace_too()
    {
        await using var bridge = await BridgeHost.StartAsync([
            .. _traces.Settings,
            .. Delivery,
            .. CapturePost.Settings,
            new("Events:Forward", "all"),
        ]);

        using var answer = await bridge.SendAsync(CapturePost.Create(CapturePost.Batch(CapturePost.Event())));
        var way = await WayAsync();

        Assert.That(way.Select(span => span.Trace).Distinct().ToList(), Has.Count.EqualTo(1), string.Join('\n', way));
        Assert.That(way.Select(span => span.Name), Does.Contain("POST /v1/capture").And.Contain("POST"));
    }

    [Test]
    public async Task Where_many_become_one_the_span_links_to_each()
    {
        _collector.Everything = ScriptedAnswer.Status(HttpStatusCode.ServiceUnavailable);
        await using var bridge = await BridgeHost.StartAsync([.. _traces.Settings, .. Delivery]);
        await bridge.PostAsync(TextWebhook.Many(1, 10));
        await Eventually.HoldsAsync(() => _collector.Requests.Count > 0, "the collector was asked");
        _collector.Everything = null;
        await Eventually.HoldsAsync(() => _collector.Taken.Count == 10, "all arrive");

        await Eventually.HoldsAsync(
            () =>
                Task.FromResult(
                    _traces.Spans.Any(span => span is { Kind: Client, Links.Count: > 1 })
                        && _traces.Spans.Any(span => span.Attributes.ContainsKey("http.request.resend_count"))
                ),
            () => "a POST links to the webhooks of several, and one is a repetition\n" + string.Join('\n', _traces.Spans)
        );

        var posts = _traces.Spans.Where(span => span.Kind == Client).ToList();
        var received = _traces.Spans.Where(span => span.Kind == Server).Select(span => span.Id).ToList();
        var together = posts.Last(span => span.Links.Count > 1);
        Assert.That(together.Links, Is.SubsetOf(received));
        Assert.That(received.Select(id => _traces.Spans.Single(span => span.Id == id).Trace), Does.Not.Contain(together.Trace));
        Assert.That(posts.Where(post => post.Attributes.ContainsKey("http.request.resend_count")), Is.Not.Empty);
        Assert.That(posts.First().Attributes["error.type"], Is.EqualTo("503"));
    }

    [Test]
    public async Task What_a_stranger_sends_makes_no_trace_and_what_is_recorded_names_nobody()
    {
        await using var bridge = await BridgeHost.StartAsync([.. _traces.Settings, .. Delivery]);
        var forged = SignedRequest.Create(new TextWebhook(2).Body, secret: "another");
        forged.Headers.Add(TraceParent, "00-11111111111111111111111111111111-2222222222222222-01");
        var signed = SignedRequest.Create(new TextWebhook(1).Body);
        signed.Headers.Add(TraceParent, "00-33333333333333333333333333333333-4444444444444444-01");

        using var refused = await bridge.SendAsync(forged);
        using var accepted = await bridge.SendAsync(signed);
        var way = await WayAsync();

        Assert.That((refused.StatusCode, accepted.StatusCode), Is.EqualTo((HttpStatusCode.Unauthorized, HttpStatusCode.OK)));
        Assert.That(way.Select(span => span.Trace).Distinct().Single(), Does.Not.StartWith("1111").And.Not.StartWith("3333"));
        Assert.That(
            way.SelectMany(span => span.Attributes.Values),
            Has.None.Contains("254712345678").And.None.Contains("wamid").And.None.Contains("Habari").And.None.Contains("write-key")
        );
    }

    [Test]
    public async Task A_busy_Bridge_records_only_so_many_new_traces_a_second()
    {
        await using var bridge = await BridgeHost.StartAsync([.. _traces.Settings, .. Delivery, new("Telemetry:TracesPerSecond", "0")]);

        await bridge.PostAsync(TextWebhook.Many(1, 20));
        await Eventually.HoldsAsync(() => _collector.Taken.Count == 20, "all are delivered");
        await bridge.StopAsync();

        Assert.That(_traces.Spans, Is.Empty);
    }

    [Test]
    public async Task The_log_lines_of_a_webhook_carry_its_trace_and_no_personal_data()
    {
        await using var bridge = await BridgeHost.StartAsync([.. _traces.Settings, .. Delivery]);

        await bridge.PostAsync(new TextWebhook(1));
        await WayAsync();

        var line = bridge.Logs.Single(line => line.Contains("A webhook is stored", StringComparison.Ordinal));
        Assert.That(line, Does.StartWith("Debug A webhook is stored: 1 events, 0 unreadable items, 0 never heard of, 0 dropped by rule"));
        Assert.That(line, Does.Contain("trace=" + _traces.Spans[0].Trace));
    }

    private IEnumerable<KeyValuePair<string, string?>> Delivery =>
        [new("Collector:Url", _collector.Url.ToString()), new("Delivery:LingerMilliseconds", "10")];

    /// <summary>The four spans, once all have come.</summary>
    private async Task<IReadOnlyList<TraceSpan>> WayAsync()
    {
        await Eventually.HoldsAsync(async () => await Task.FromResult(_traces.Spans.Count >= 4), () => string.Join('\n', _traces.Spans));
        return _traces.Spans;
    }

    private void AssertOneTrace(IReadOnlyList<TraceSpan> way, string channel, string system)
    {
        var received = way.Single(span => span.Kind == Server);
        Assert.That(
            way.Select(span => (span.Name, span.Kind)),
            Is.EquivalentTo(
                new[] { ("POST /webhook/meta", Server), ($"send {channel}", Producer), ($"process {channel}", Consumer), ("POST", Client) }
            )
        );
        Assert.That(way.Select(span => span.Trace).Distinct().ToList(), Has.Count.EqualTo(1));
        Assert.That(way.Where(span => span != received).Select(span => span.Parent), Is.All.EqualTo(received.Id));
        Assert.That(received.Parent, Is.Empty);
        Assert.That(received.Attributes["http.response.status_code"], Is.EqualTo("200"));
        Assert.That(way.Single(span => span.Kind == Producer).Attributes["messaging.system"], Is.EqualTo(system));
        Assert.That(way.Single(span => span.Kind == Client).Attributes["http.response.status_code"], Is.EqualTo("200"));
        Assert.That(
            _collector.Requests.Single().Header(TraceParent),
            Is.EqualTo($"00-{received.Trace}-{way.Single(span => span.Kind == Client).Id}-01")
        );
    }
}
