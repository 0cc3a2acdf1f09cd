using System.Net.Sockets;
using System.Text;

namespace Bridge.Support;

/// <summary>A connection on which a test writes the very bytes of a request, since a proper client refuses to send improper ones.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TcpClient _client = new();

    private RawConnection() { }

    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(address.Host, address.Port);
        return connection;
    }

    public async Task WriteAsync(string text) => await WriteAsync(Encoding.UTF8.GetBytes(text));

    public async Task WriteAsync(byte[] bytes) => await _client.GetStream().WriteAsync(bytes);

    /// <summary>The head of the answer, up to the empty line; what came before the end when there is none.</summary>
    public async Task<string> ReadHeadAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var text = new StringBuilder();
        var buffer = new byte[1];
        while (
            !text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)
            && await _client.GetStream().ReadAsync(buffer, patience.Token) == 1
        )
        {
            text.Append((char)buffer[0]);
        }

        return text.ToString();
    }

    /// <summary>Hangs up without a word, as a client that crashed.</summary>
    public void Reset() => _client.Client.Close(timeout: 0);

    public void Dispose() => _client.Dispose();
}
