using System.Net;
using System.Net.Sockets;
using System.Text;
using Bridge.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Receiving;

/// <summary>
/// Hundreds of connections that never finish their bodies take the memory of bodies, and Meta's webhooks are stored all the same.
/// </summary>
[Alone] // hundreds of connections, and a webhook of which nothing comes for a moment gives way
internal sealed class SlowStrangersTests
{
    private const int Strangers = 600;
    private const int Webhooks = 113;

    /// <summary>What each stranger sends of the 4 MiB it declares: it takes 32 KiB, and so many are more than there is.</summary>
    private static readonly byte[] Beginning = Encoding.ASCII.GetBytes(
        $"POST /webhook/meta HTTP/1.1\r\nHost: b\r\nContent-Length: {4 << 20}\r\n"
            + $"X-Hub-Signature-256: {SignedRequest.Sign([1])}\r\n\r\n{new string('x', 30_000)}"
    );

    [TestCase("127.0.0.2", TestName = "Slow_strangers_of_one_address_cost_no_webhook_of_another")]
    [TestCase("127.0.0.1", TestName = "Slow_strangers_behind_Metas_own_proxy_cost_no_webhook")]
    public async Task Every_webhook_is_stored(string meta)
    {
        await using var bridge = await RecordingPublisher.StartBridgeAsync(new(), new() { ["Receiving:MaxBytesInFlight"] = $"{16 << 20}" });
        var inFlight = bridge.Services.GetRequiredService<BytesInFlight>();
        using var over = new CancellationTokenSource();
        var strangers = Enumerable.Range(0, Strangers).Select(_ => DripAsync(bridge.Address, over.Token)).ToList();
        await Eventually.HoldsAsync(() => inFlight.Reserved > 15 << 20, "the memory of bodies is full");

        using var client = ClientFrom(IPAddress.Parse(meta), bridge.Address);
        var statuses = new List<int>();
        for (var number = 1; number <= Webhooks; number++)
        {
            using var answer = await client.SendAsync(SignedRequest.Create(BodyOf(number)));
            statuses.Add((int)answer.StatusCode);
        }

        await over.CancelAsync();
        await Task.WhenAll(strangers);
        Assert.That(statuses.CountBy(status => status), Is.EqualTo((KeyValuePair<int, int>[])[new(200, Webhooks)]));
        await Eventually.HoldsAsync(() => inFlight.Reserved == 0, "all memory is given back");
    }

    /// <summary>Begins a body again and again, as often as it is cut off, and never ends one.</summary>
    private static async Task DripAsync(Uri address, CancellationToken over)
    {
        var rest = new byte[1024];
        while (!over.IsCancellationRequested)
        {
            try
            {
                using var connection = new TcpClient();
                await connection.ConnectAsync(address.Host, address.Port, over);
                await connection.GetStream().WriteAsync(Beginning, over);
                while (await connection.GetStream().ReadAsync(rest, over) > 0)
                {
                    // The answer; then the connection ends.
                }
            }
            catch (Exception cut) when (cut is IOException or SocketException or OperationCanceledException)
            {
                // Cut off, or over.
            }
        }
    }

    /// <summary>From a few bytes to a megabyte.</summary>
    private static string BodyOf(int number) =>
        $$"""{"object":"whatsapp_business_account","entry":[],"filler":"{{new string('x', 1 << (number % 21))}}"}""";

    private static HttpClient ClientFrom(IPAddress own, Uri address) =>
        new(
            new SocketsHttpHandler
            {
                ConnectCallback = async (context, cancellationToken) =>
                {
                    var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                    socket.Bind(new IPEndPoint(own, 0));
                    await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            }
        )
        {
            BaseAddress = address,
        };
}
