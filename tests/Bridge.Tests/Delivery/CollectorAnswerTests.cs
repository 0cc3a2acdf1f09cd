using System.Net;
using System.Text;
using Bridge.Support;
using Microsoft.Extensions.Options;

namespace Bridge.Delivery;

/// <summary>What a collector answers, or does not, as the rest of delivery hears it.</summary>
internal sealed class CollectorAnswerTests : CollectorApiFixture
{
    [Test]
    public async Task An_empty_batch_can_be_posted_to_hear_what_the_collector_says()
    {
        Collector.Everything = ScriptedAnswer.Status(400, "batch: empty");

        var answer = await PostAsync([]);

        Assert.That(answer, Is.EqualTo(new CollectorAnswer(400, Text: "batch: empty")));
    }

    [Test]
    public async Task At_most_two_kilobytes_of_an_answer_are_kept()
    {
        Collector.Everything = ScriptedAnswer.Status(422, new string('x', 1_000_000));

        var answer = await PostAsync(Events.Many(1));

        Assert.That(answer.Text, Is.EqualTo(new string('x', 2048)));
    }

    [Test]
    public async Task Retry_after_is_handed_on_as_it_stands()
    {
        Collector.Everything = ScriptedAnswer.RetryAfter(429, "soon");

        var answer = await PostAsync(Events.Many(1));

        Assert.That((answer.Status, answer.RetryAfter), Is.EqualTo((429, "soon")));
    }

    [Test]
    public async Task A_redirect_is_not_followed()
    {
        Collector.Everything = ScriptedAnswer.RedirectTo(new Uri(Collector.Url, "/elsewhere"));

        var answer = await PostAsync(Events.Many(1));

        Assert.That((answer.Status, Collector.Requests.Count), Is.EqualTo((307, 1)));
    }

    [Test]
    public async Task A_collector_that_does_not_answer_in_time_is_a_timeout()
    {
        Collector.Everything = ScriptedAnswer.TimeoutBeforeHeaders;
        var post = PostAsync(Events.Many(1));
        await Eventually.HoldsAsync(() => Collector.Requests.Count == 1, "the request arrived");

        Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.That(await post, Is.EqualTo(new CollectorAnswer(null, NetworkFailure.Timeout)));
    }

    [Test]
    public async Task A_status_decides_even_if_its_body_never_ends()
    {
        var body = new UnendingStream("the beginning");
        using var client = new HttpClient(
            new AnswerWith(new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = new StreamContent(body) })
        );
        var post = new CollectorApi(client, Options.Create(new DeliveryOptions()), Clock).CaptureAsync(
            Destination,
            Events.Many(1),
            CancellationToken.None
        );
        await body.IsAwaited;

        Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.That(await post, Is.EqualTo(new CollectorAnswer(400, Text: "the beginning")));
    }

    [Test]
    public async Task A_success_is_known_by_its_status_without_waiting_for_the_body()
    {
        Collector.Everything = ScriptedAnswer.TimeoutInBody(200);

        var answer = await PostAsync(Events.Many(1));

        Assert.That(answer, Is.EqualTo(new CollectorAnswer(200)));
    }

    [Test]
    public async Task A_connection_cut_instead_of_an_answer_is_a_lost_connection()
    {
        Collector.Everything = ScriptedAnswer.Reset;

        var answer = await PostAsync(Events.Many(1));

        Assert.That(answer, Is.EqualTo(new CollectorAnswer(null, NetworkFailure.ConnectionLost)));
    }

    [Test]
    public async Task A_collector_that_is_not_there_is_not_connected()
    {
        await Collector.DisposeAsync();

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

        Assert.That(() => Api.CaptureAsync(Destination, Events.Many(1), cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
    }

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
