using System.Net;
using System.Security.Cryptography;
using System.Text;
using Bridge.Core.Events;
using Bridge.Storage;
using Bridge.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Bridge.Delivery;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class CollectorApiTests : IAsyncDisposable
{
    private readonly ManualTime _clock = new();
    private WebApplication _app = null!;
    private ScriptedCollector _collector = null!;
    private ICollectorApi _api = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _collector = await ScriptedCollector.StartAsync(_clock);
        var builder = BareApp.NewBuilder(("Delivery:TimeoutSeconds", "10"));
        builder.Services.AddSingleton<TimeProvider>(_clock);
        _app = builder.AddCollector().Build();
        _api = _app.Services.GetRequiredService<ICollectorApi>();
    }

    [TearDown]
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _collector.DisposeAsync();
    }

    [Test]
    public async Task The_stored_payloads_are_posted_byte_for_byte()
    {
        var events = Events.Many(3);

        var answer = await PostAsync(events);

        Assert.That(answer, Is.EqualTo(new CollectorAnswer(200)));
        Assert.That(
            _collector.Requests.Single().Body,
            Is.EqualTo($"{{\"batch\":[{string.Join(',', events.Select(one => Encoding.UTF8.GetString(one.Payload)))}]}}")
        );
    }

    [Test]
    public async Task The_headers_are_those_of_the_contract()
    {
        var events = Events.Many(2);

        await PostAsync(events);

        var request = _collector.Requests.Single();
        Assert.That(
            (
                request.Header("Content-Type"),
                request.Header("X-Write-Key"),
                request.Header("User-Agent"),
                request.Header("Content-Encoding")
            ),
            Is.EqualTo(("application/json", "write-key", $"meta-bridge/{TrackEvent.LibraryVersion}", (string?)null))
        );
        Assert.That((request.Method, request.Path), Is.EqualTo(("POST", "/v1/capture")));
    }

    [Test]
    public async Task The_same_batch_has_the_same_idempotency_key_and_another_has_another()
    {
        var events = Events.Many(3);
        var ids = events.SelectMany(one => one.Id.ToByteArray(bigEndian: true)).ToArray();

        await PostAsync(events);
        await PostAsync(Events.Many(3));
        await PostAsync(Events.Many(4));

        var keys = _collector.Requests.Select(request => request.Header("Idempotency-Key")).ToList();
        Assert.That((keys[0], keys[1]), Is.EqualTo((Convert.ToHexStringLower(SHA256.HashData(ids)), keys[0])));
        Assert.That(keys[2], Is.Not.EqualTo(keys[0]));
    }

    [Test]
    public async Task What_is_replayed_has_a_key_of_its_own_content_since_it_may_have_been_edited()
    {
        var refused = Events.Numbered(7);
        var replayed = refused with { DeadLetter = 1 };
        var edited = replayed with
        {
            Payload = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(refused.Payload).Replace("wamid", "WAMID", StringComparison.Ordinal)),
        };

        foreach (var one in new[] { refused, replayed, edited, edited })
        {
            await PostAsync([one]);
        }

        var keys = _collector.Requests.Select(request => request.Header("Idempotency-Key")).ToList();
        Assert.That(keys.Distinct().Count(), Is.EqualTo(3));
        Assert.That(keys[3], Is.EqualTo(keys[2]), "posted again it is the same");
    }

    [Test]
    public async Task A_compressed_body_holds_the_same_events()
    {
        await PostAsync(Events.Many(100), Destination with { Gzip = true });

        var request = _collector.Requests.Single();
        Assert.That(
            (request.Header("Content-Encoding"), request.Header("Content-Type"), request.Events.Count),
            Is.EqualTo(("gzip", "application/json", 100))
        );
    }

    [Test]
    public async Task The_event_id_is_repeated_as_message_id_when_asked_for()
    {
        var one = Events.Numbered(7);

        await PostAsync([one], Destination with { MessageIdField = true });

        Assert.That(
            _collector.Requests.Single().Events.Single().Payload,
            Does.StartWith($$"""{"messageId":"{{one.Id}}","type":"track",""")
        );
    }

    [Test]
    public async Task A_message_id_that_the_sender_chose_stays()
    {
        var one = Events.Numbered(7);
        var withId = one with { Payload = Encoding.UTF8.GetBytes("{\"messageId\":\"mine\"," + Encoding.UTF8.GetString(one.Payload)[1..]) };

        await PostAsync([withId], Destination with { MessageIdField = true });

        Assert.That(_collector.Requests.Single().Events.Single().Payload, Is.EqualTo(Encoding.UTF8.GetString(withId.Payload)));
    }

    [Test]
    public async Task An_empty_batch_can_be_posted_to_hear_what_the_collector_says()
    {
        _collector.Everything = ScriptedAnswer.Status(400, "batch: empty");

        var answer = await PostAsync([]);

        Assert.That(answer, Is.EqualTo(new CollectorAnswer(400, Text: "batch: empty")));
    }

    [Test]
    public async Task At_most_two_kilobytes_of_an_answer_are_kept()
    {
        _collector.Everything = ScriptedAnswer.Status(422, new string('x', 1_000_000));

        var answer = await PostAsync(Events.Many(1));

        Assert.That(answer.Text, Is.EqualTo(new string('x', 2048)));
    }

    [Test]
    public async Task Retry_after_is_handed_on_as_it_stands()
    {
        _collector.Everything = ScriptedAnswer.RetryAfter(429, "soon");

        var answer = await PostAsync(Events.Many(1));

        Assert.That((answer.Status, answer.RetryAfter), Is.EqualTo((429, "soon")));
    }

    [Test]
    public async Task A_redirect_is_not_followed()
    {
        _collector.Everything = ScriptedAnswer.RedirectTo(new Uri(_collector.Url, "/elsewhere"));

        var answer = await PostAsync(Events.Many(1));

        Assert.That((answer.Status, _collector.Requests.Count), Is.EqualTo((307, 1)));
    }

    [Test]
    public async Task A_collector_that_does_not_answer_in_time_is_a_timeout()
    {
        _collector.Everything = ScriptedAnswer.TimeoutBeforeHeaders;
        var post = PostAsync(Events.Many(1));
        await Eventually.HoldsAsync(() => _collector.Requests.Count == 1, "the request arrived");

        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.That(await post, Is.EqualTo(new CollectorAnswer(null, NetworkFailure.Timeout)));
    }

    [Test]
    public async Task A_status_decides_even_if_its_body_never_ends()
    {
        var body = new UnendingStream("the beginning");
        using var client = new HttpClient(
            new AnswerWith(new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = new StreamContent(body) })
        );
        var post = new CollectorApi(client, Options.Create(new DeliveryOptions()), _clock).CaptureAsync(
            Destination,
            Events.Many(1),
            CancellationToken.None
        );
        await body.IsAwaited;

        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.That(await post, Is.EqualTo(new CollectorAnswer(400, Text: "the beginning")));
    }

    [Test]
    public async Task A_success_is_known_by_its_status_without_waiting_for_the_body()
    {
        _collector.Everything = ScriptedAnswer.TimeoutInBody(200);

        var answer = await PostAsync(Events.Many(1));

        Assert.That(answer, Is.EqualTo(new CollectorAnswer(200)));
    }

    [Test]
    public async Task A_connection_cut_instead_of_an_answer_is_a_lost_connection()
    {
        _collector.Everything = ScriptedAnswer.Reset;

        var answer = await PostAsync(Events.Many(1));

        Assert.That(answer, Is.EqualTo(new CollectorAnswer(null, NetworkFailure.ConnectionLost)));
    }

    [Test]
    public async Task A_collector_that_is_not_there_is_not_connected()
    {
        await _collector.DisposeAsync();

        var answer = await PostAsync(Events.Many(1));

        Assert.That(answer, Is.EqualTo(new CollectorAnswer(null, NetworkFailure.NotConnected)));
    }

    [Test]
    public async Task A_collector_that_speaks_no_tls_fails_the_handshake()
    {
        var answer = await PostAsync(Events.Many(1), Destination with { Url = new UriBuilder(Destination.Url) { Scheme = "https" }.Uri });

        Assert.That(answer, Is.EqualTo(new CollectorAnswer(null, NetworkFailure.TlsFailed)));
    }

    [Test]
    public void Cancellation_is_no_answer()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.That(() => _api.CaptureAsync(Destination, Events.Many(1), cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    private Destination Destination => new("default", new Uri(_collector.Url, "/v1/capture"), "write-key");

    private Task<CollectorAnswer> PostAsync(List<PendingEvent> events, Destination? destination = null) =>
        _api.CaptureAsync(destination ?? Destination, events, CancellationToken.None);

    private sealed class AnswerWith(HttpResponseMessage response) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(response);
    }

    private sealed class UnendingStream(string beginning) : MemoryStream(Encoding.UTF8.GetBytes(beginning))
    {
        private readonly TaskCompletionSource _awaited = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task IsAwaited => _awaited.Task;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (await base.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                return read;
            }

            _awaited.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
