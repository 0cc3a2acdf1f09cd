using System.Net;
using Bridge.Support;

namespace Bridge.Receiving;

/// <summary>
/// Whoever hangs up in the middle of a body writes nothing into the log of the built program: strangers could fill a disk.
/// </summary>
public class HangUpTests
{
    private const int Strangers = 10;

    [Test]
    [CancelAfter(Hanging.AfterMilliseconds)]
    public async Task Strangers_who_hang_up_in_the_middle_of_a_body_write_nothing_into_the_log(CancellationToken cancellationToken)
    {
        using var store = new TemporaryDatabase();
        await using var bridge = BridgeProcess.OfAllParts(store.Path, more: ("Receiving__BodyTimeoutSeconds", "1"));
        await bridge.StartAsync(cancellationToken);

        for (var stranger = 0; stranger < Strangers; stranger++)
        {
            await HangUpAsync(bridge.Address, isReset: stranger % 2 == 0);
        }

        var late = await TooSlowAsync(bridge.Address);
        using var client = new HttpClient { BaseAddress = bridge.Address };
        using var answer = await client.SendAsync(SignedRequest.Create(new TextWebhook(1).Body), cancellationToken);
        await bridge.StopAsync(cancellationToken);

        Assert.That(late, Does.StartWith("HTTP/1.1 408"));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(bridge.Lines.Where(line => line.Contains("draining", StringComparison.Ordinal)), Is.Empty);
        Assert.That(bridge.Lines.Where(line => line.Contains("Unhandled", StringComparison.OrdinalIgnoreCase)), Is.Empty);
    }

    private static async Task HangUpAsync(Uri bridge, bool isReset)
    {
        using var connection = await RawConnection.OpenAsync(bridge);
        await connection.WriteAsync(Head(100_000) + new string('x', 5000));
        await Task.Delay(TimeSpan.FromMilliseconds(20)); // so that it is being read
        if (isReset)
        {
            connection.Reset();
        }
    }

    private static async Task<string> TooSlowAsync(Uri bridge)
    {
        using var connection = await RawConnection.OpenAsync(bridge);
        await connection.WriteAsync(Head(100_000) + new string('x', 5000));
        return await connection.ReadHeadAsync();
    }

    private static string Head(int length) =>
        $"POST {SignedRequest.Path} HTTP/1.1\r\nHost: bridge\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n"
        + $"X-Hub-Signature-256: sha256={new string('0', 64)}\r\n\r\n";
}
