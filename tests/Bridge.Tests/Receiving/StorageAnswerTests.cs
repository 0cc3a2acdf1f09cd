using System.Net;
using Bridge.Messaging;
using Bridge.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Receiving;

public class StorageAnswerTests
{
    [TestCase(PublishResult.SpoolFull, "the spool is full")]
    [TestCase(PublishResult.BrokerUnavailable, "the broker takes nothing")]
    [TestCase(PublishResult.Overloaded, "as many wait to be stored as may")]
    [TestCase(PublishResult.StorageUnavailable, "the storage takes nothing")]
    public async Task What_could_not_be_stored_is_answered_503_with_the_time_to_come_back(object result, string logged)
    {
        var publisher = new RecordingPublisher { Answer = _ => Task.FromResult((PublishResult)result) };
        await using var bridge = await RecordingPublisher.StartBridgeAsync(publisher, new() { ["Receiving:RetryAfterSeconds"] = "7" });

        using var response = await bridge.SendAsync(SignedRequest.Create("{}"));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(response.Headers.RetryAfter?.ToString(), Is.EqualTo("7"));
        Assert.That(bridge.Logs, Has.Some.Contain(logged));
    }

    [Test]
    public async Task A_publish_that_takes_too_long_is_answered_503_when_its_own_deadline_is_over()
    {
        var clock = new ManualTime();
        var publisher = new RecordingPublisher { Answer = NeverAsync };
        await using var bridge = await RecordingPublisher.StartBridgeAsync(
            publisher,
            new() { ["Receiving:PublishTimeoutSeconds"] = "10" },
            builder => builder.Services.AddSingleton<TimeProvider>(clock)
        );
        var answering = bridge.SendAsync(SignedRequest.Create("{}"));
        await Eventually.HoldsAsync(() => publisher.Waiting == 1, "the publish is under way");

        clock.Advance(TimeSpan.FromSeconds(10));

        using var response = await answering;
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(response.Headers.RetryAfter, Is.Not.Null);
        Assert.That(bridge.Logs, Has.Some.Contain("Receiving:PublishTimeoutSeconds"));
    }

    [Test]
    public async Task What_Meta_no_longer_waits_for_is_stored_all_the_same()
    {
        var gate = new TaskCompletionSource<PublishResult>();
        var token = CancellationToken.None;
        var publisher = new RecordingPublisher
        {
            Answer = cancellation =>
            {
                token = cancellation;
                return gate.Task;
            },
        };
        await using var bridge = await RecordingPublisher.StartBridgeAsync(publisher);
        using (var connection = await RawConnection.OpenAsync(bridge.Address))
        {
            await connection.WriteAsync(
                "POST /webhook/meta HTTP/1.1\r\nHost: b\r\nContent-Length: 2\r\n"
                    + $"X-Hub-Signature-256: {SignedRequest.Sign("{}"u8.ToArray())}\r\n\r\n{{}}"
            );
            await Eventually.HoldsAsync(() => publisher.Waiting == 1, "the publish is under way");
        }

        await Eventually.HoldsAsync(
            () => bridge.Logs.Any(line => line.Contains("received FIN", StringComparison.Ordinal)),
            "the server noticed that the client is gone"
        );
        var wasCancelled = token.IsCancellationRequested;
        gate.SetResult(PublishResult.Stored);

        Assert.That(wasCancelled, Is.False);
        await Eventually.HoldsAsync(() => publisher.Published.Count == 1, "the webhook is stored");
    }

    [Test]
    public async Task The_unexpected_is_answered_503_and_logged_without_what_it_says()
    {
        var publisher = new RecordingPublisher { Answer = _ => throw new InvalidCastException("about 254712345678") };
        await using var bridge = await RecordingPublisher.StartBridgeAsync(publisher);

        using var response = await bridge.SendAsync(SignedRequest.Create("{}"));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(response.Headers.RetryAfter, Is.Not.Null);
        Assert.That(bridge.Logs, Has.Some.StartsWith("Error").And.Some.Contain(nameof(InvalidCastException)));
        Assert.That(bridge.Logs, Has.None.Contain("254712345678"));
    }

    [Test]
    public async Task Bodies_beyond_the_memory_for_all_are_answered_503_until_there_is_room_again()
    {
        var gate = new TaskCompletionSource<PublishResult>();
        var publisher = new RecordingPublisher { Answer = _ => gate.Task };
        await using var bridge = await RecordingPublisher.StartBridgeAsync(
            publisher,
            new() { ["Receiving:MaxBodyBytes"] = "8192", ["Receiving:MaxBytesInFlight"] = "20480" }
        );
        var body = new byte[8192];
        var waiting = new List<Task<HttpResponseMessage>>();
        foreach (var number in (int[])[1, 2])
        {
            // One after the other, with room for a half: a body that comes in pieces needs so much more while its buffer grows.
            waiting.Add(bridge.SendAsync(SignedRequest.Create(body)));
            await Eventually.HoldsAsync(() => publisher.Waiting == number, "the body takes its part of the memory");
        }

        using var refused = await bridge.SendAsync(SignedRequest.Create(body));
        gate.SetResult(PublishResult.Stored);
        using var first = await waiting[0];
        using var second = await waiting[1];
        using var afterwards = await bridge.SendAsync(SignedRequest.Create(body));

        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(refused.Headers.RetryAfter, Is.Not.Null);
        Assert.That(new[] { first.StatusCode, second.StatusCode, afterwards.StatusCode }, Is.All.EqualTo(HttpStatusCode.OK));
        Assert.That(bridge.Services.GetRequiredService<BytesInFlight>().Reserved, Is.Zero);
    }

    private static async Task<PublishResult> NeverAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return PublishResult.Stored;
    }
}
