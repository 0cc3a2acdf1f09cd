using Bridge.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Receiving;

[Category(Needs.Patience)]
public class SlowRequestTests
{
    [Test]
    public async Task Headers_that_do_not_end_are_answered_408()
    {
        await using var bridge = await RecordingPublisher.StartBridgeAsync(new(), new() { ["Receiving:HeadersTimeoutSeconds"] = "1" });
        using var connection = await RawConnection.OpenAsync(bridge.Address);

        await connection.WriteAsync("POST /webhook/meta HTTP/1.1\r\nHost: b\r\n");

        Assert.That(await connection.ReadHeadAsync(), Does.StartWith("HTTP/1.1 408 "));
    }

    [Test]
    public async Task A_body_slower_than_the_least_rate_is_answered_408()
    {
        var publisher = new RecordingPublisher();
        await using var bridge = await RecordingPublisher.StartBridgeAsync(
            publisher,
            new() { ["Receiving:MinBytesPerSecond"] = "100000", ["Receiving:MinRateGraceSeconds"] = "2" }
        );
        using var connection = await RawConnection.OpenAsync(bridge.Address);

        await connection.WriteAsync(HeadOf(1000) + "{");

        Assert.That(await connection.ReadHeadAsync(), Does.StartWith("HTTP/1.1 408 "));
        Assert.That(publisher.Published, Is.Empty);
    }

    [Test]
    public async Task A_body_that_comes_fast_enough_but_never_ends_is_answered_408_and_its_memory_given_back()
    {
        var clock = new ManualTime();
        await using var bridge = await RecordingPublisher.StartBridgeAsync(
            new(),
            new() { ["Receiving:BodyTimeoutSeconds"] = "15" },
            builder => builder.Services.AddSingleton<TimeProvider>(clock)
        );
        var inFlight = bridge.Services.GetRequiredService<BytesInFlight>();
        using var connection = await RawConnection.OpenAsync(bridge.Address);
        await connection.WriteAsync(HeadOf(1000) + new string('x', 900));
        await Eventually.HoldsAsync(() => inFlight.Reserved > 0, "the first part of the body is read");

        clock.Advance(TimeSpan.FromSeconds(15));

        Assert.That(await connection.ReadHeadAsync(), Does.StartWith("HTTP/1.1 408 "));
        await Eventually.HoldsAsync(() => inFlight.Reserved == 0, "its memory is given back");
    }

    [Test]
    public async Task A_connection_cut_in_the_middle_of_a_body_stores_nothing_and_is_no_error()
    {
        var publisher = new RecordingPublisher();
        await using var bridge = await RecordingPublisher.StartBridgeAsync(publisher);
        var inFlight = bridge.Services.GetRequiredService<BytesInFlight>();
        using (var connection = await RawConnection.OpenAsync(bridge.Address))
        {
            await connection.WriteAsync(HeadOf(1000) + "{");
            await Eventually.HoldsAsync(() => inFlight.Reserved > 0, "the first part of the body is read");
        }

        await Eventually.HoldsAsync(() => inFlight.Reserved == 0, "its memory is given back");

        Assert.That(publisher.Published, Is.Empty);
        Assert.That(bridge.Logs, Has.None.StartsWith("Error"));
    }

    private static string HeadOf(int length) =>
        $"POST /webhook/meta HTTP/1.1\r\nHost: b\r\nContent-Length: {length}\r\nX-Hub-Signature-256: {SignedRequest.Sign([1])}\r\n\r\n";
}
