using System.Collections.Concurrent;
using System.Text;
using Bridge.Core.Webhooks;
using Bridge.Simulation.Load;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bridge.Simulation;

public class SenderTests
{
    private static readonly byte[] Secret = "secret"u8.ToArray();

    private readonly ConcurrentQueue<(string Body, string Signature)> _requests = new();
    private Tally _tally = new();
    private Func<HttpContext, string, Task> _answer = null!;
    private WebApplication _bridge = null!;
    private WebhookClient _client = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _requests.Clear();
        _tally = new Tally();
        _answer = (_, _) => Task.CompletedTask;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _bridge = builder.Build();
        _bridge.MapPost("/webhook/meta", ReceiveAsync);
        await _bridge.StartAsync();
        _client = new WebhookClient(new Uri(_bridge.Urls.Single()), "secret", connections: 8, TimeSpan.FromSeconds(10));
    }

    [TearDown]
    public async Task StopAsync()
    {
        _client.Dispose();
        await _bridge.DisposeAsync();
    }

    [Test]
    public async Task A_post_is_signed_over_its_bytes()
    {
        await SendAsync(Post("Zoë 👋"));

        var (body, signature) = _requests.Single();
        Assert.That(WebhookSignature.Verify(Encoding.UTF8.GetBytes(body), signature, [Secret]), Is.EqualTo(SignatureResult.Valid));
    }

    [Test]
    public async Task A_post_is_sent_again_until_it_is_answered_200()
    {
        _answer = Statuses(503, 500, 202, 200);

        await SendAsync(Post("a"));

        Assert.That(_requests.Select(request => request.Body), Is.EqualTo((string[])["a", "a", "a", "a"]));
        Assert.That((_tally.Stored, _tally.Retries, _tally.GivenUp), Is.EqualTo((1L, 3L, 0L)));
        Assert.That(
            _tally.ByStatus,
            Is.EqualTo(
                new Dictionary<int, long>
                {
                    [200] = 1,
                    [202] = 1,
                    [500] = 1,
                    [503] = 1,
                }
            )
        );
    }

    [Test]
    public async Task A_broken_connection_is_no_answer_and_the_post_is_sent_again()
    {
        _answer = (context, _) =>
        {
            if (_requests.Count < 3)
            {
                context.Abort();
            }

            return Task.CompletedTask;
        };

        await SendAsync(Post("a"));

        Assert.That((_tally.Stored, _tally.NotAnswered), Is.EqualTo((1L, 2L)));
        Assert.That(MetaRule.Judge(_tally).PartOverASecond, Is.EqualTo(2 / 3d).Within(1e-9), "no answer is slower than a second");
    }

    [Test]
    public async Task A_forged_post_is_sent_once_and_signed_by_nobody()
    {
        _answer = Statuses(401);

        await SendAsync(new Post(TimeSpan.Zero, "a"u8.ToArray()) { IsForged = true });

        Assert.That(WebhookSignature.Verify("a"u8, _requests.Single().Signature, [Secret]), Is.EqualTo(SignatureResult.Wrong));
        Assert.That((_tally.Stored, _tally.GivenUp), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public async Task A_slow_answer_holds_nothing_up()
    {
        var release = new TaskCompletionSource();
        _answer = (_, body) => body == "slow" ? release.Task : Release(body);

        await SendAsync(Post("slow"), Post("a"), Post("b"));

        Assert.That(_tally.Stored, Is.EqualTo(3));

        Task Release(string body)
        {
            if (body == "b")
            {
                release.SetResult(); // never reached if the slow one held the others up
            }

            return Task.CompletedTask;
        }
    }

    [Test]
    public async Task A_post_never_answered_200_is_given_up_in_the_end()
    {
        _answer = Statuses(503);
        var ended = new List<int>();
        var sender = new Sender(_client, _tally, speed: 1000, TimeSpan.FromMilliseconds(100), TimeProvider.System)
        {
            Ended = (_, status, _) => ended.Add(status),
        };

        await sender.SendAsync([Post("a")], CancellationToken.None);

        Assert.That((_tally.GivenUp, _tally.Stored, _tally.Underway), Is.EqualTo((1L, 0L, 0L)));
        Assert.That(ended, Is.EqualTo((int[])[503]));
    }

    [Test]
    public async Task Stopping_ends_the_sending()
    {
        using var stop = new CancellationTokenSource();
        var sender = new Sender(_client, _tally, speed: 1, TimeSpan.FromMinutes(1), TimeProvider.System)
        {
            Ended = (_, _, _) => stop.Cancel(),
        };

        await sender.SendAsync([Post("a"), new Post(TimeSpan.FromHours(1), [1])], stop.Token);

        Assert.That((_tally.Sent, _tally.Stored), Is.EqualTo((1L, 1L)));
    }

    private static Post Post(string body) => new(TimeSpan.Zero, Encoding.UTF8.GetBytes(body));

    private Task SendAsync(params Post[] posts) =>
        new Sender(_client, _tally, speed: 1000, TimeSpan.FromSeconds(20), TimeProvider.System).SendAsync(posts, CancellationToken.None);

    private Func<HttpContext, string, Task> Statuses(params int[] statuses) =>
        (context, _) =>
        {
            context.Response.StatusCode = statuses[Math.Min(_requests.Count, statuses.Length) - 1];
            return Task.CompletedTask;
        };

    private async Task ReceiveAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        _requests.Enqueue((body, context.Request.Headers[WebhookSignature.HeaderName].ToString()));
        await _answer(context, body);
    }
}
