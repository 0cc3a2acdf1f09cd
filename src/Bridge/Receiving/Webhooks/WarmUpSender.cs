using System.Net;
using System.Net.Sockets;

namespace Bridge.Receiving.Webhooks;

/// <summary>One connection over which the same webhook is posted again and again, each after the answer to the last.</summary>
internal sealed class WarmUpSender : IDisposable
{
    private static ReadOnlySpan<byte> Accepted => "HTTP/1.1 200"u8;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _answer = new byte[1024];

    public static async Task<WarmUpSender> ConnectAsync(EndPoint address, CancellationToken cancellationToken)
    {
        var sender = new WarmUpSender();
        await sender._socket.ConnectAsync(address, cancellationToken);
        return sender;
    }

    /// <exception cref="InvalidOperationException">It was not taken.</exception>
    public async Task PostAsync(byte[] request, CancellationToken cancellationToken)
    {
        for (var sent = 0; sent < request.Length; )
        {
            sent += await _socket.SendAsync(request.AsMemory(sent), cancellationToken);
        }

        var received = await _socket.ReceiveAsync(_answer.AsMemory(), cancellationToken);
        if (!_answer.AsSpan(0, received).StartsWith(Accepted))
        {
            throw new InvalidOperationException("a webhook of Bridge's own was not answered 200");
        }
    }

    public void Dispose() => _socket.Dispose();
}
