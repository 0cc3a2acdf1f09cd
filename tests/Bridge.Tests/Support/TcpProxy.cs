using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Bridge.Support;

/// <summary>
/// Stands between a client and a server, and can cut their connections in the middle as a failing network does: with a reset.
/// </summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, bool> _sockets = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _accepting;
    private readonly string _host;
    private readonly int _port;
    private int _accepted;

    public TcpProxy(int port)
        : this("127.0.0.1", port) { }

    /// <param name="host">The server behind it.</param>
    public TcpProxy(string host, int port)
    {
        (_host, _port) = (host, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>How many connections came so far.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Whether new connections are cut at once.</summary>
    public bool IsDown { get; set; }

    /// <summary>After how many bytes from the client a connection is cut.</summary>
    public long CutAfterBytes { get; set; } = long.MaxValue;

    /// <summary>How long after it was sent each byte of the server's arrives, however many are on their way.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Cuts every connection there is, and new ones at once.</summary>
    public void Stop()
    {
        IsDown = true;
        ResetAll();
    }

    /// <summary>Lets connections pass again.</summary>
    public void Start() => IsDown = false;

    /// <summary>Cuts every connection there is.</summary>
    public void ResetAll()
    {
        foreach (var socket in _sockets.Keys)
        {
            Reset(socket);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        ResetAll();
        await _accepting;
        _listener.Dispose();
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptSocketAsync(_closing.Token));
            }
        }
        catch (OperationCanceledException)
        {
            // The proxy is disposed of.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        Interlocked.Increment(ref _accepted);
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (client)
        {
            _sockets[client] = _sockets[server] = true;
            try
            {
                if (!IsDown)
                {
                    await server.ConnectAsync(_host, _port, _closing.Token);
                    await Task.WhenAny(PumpAsync(client, server, CutAfterBytes), PumpLateAsync(server, client));
                }
            }
            catch (Exception cut) when (cut is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Either side is gone; so is the other in a moment.
            }

            _sockets.TryRemove(client, out _);
            _sockets.TryRemove(server, out _);
            Reset(client);
            Reset(server);
        }
    }

    private async Task PumpAsync(Socket from, Socket to, long left)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer, _closing.Token) is > 0 and var length && (left -= length) >= 0)
        {
            await to.SendAsync(buffer.AsMemory(0, length), _closing.Token);
        }
    }

    private async Task PumpLateAsync(Socket from, Socket to)
    {
        if (Latency == TimeSpan.Zero)
        {
            await PumpAsync(from, to, long.MaxValue);
            return;
        }

        var onTheWay = Channel.CreateUnbounded<(long SentAt, byte[] Bytes)>();
        await Task.WhenAny(ReadAsync(), ArriveAsync());

        async Task ReadAsync()
        {
            var buffer = new byte[64 * 1024];
            while (await from.ReceiveAsync(buffer, _closing.Token) is > 0 and var length)
            {
                onTheWay.Writer.TryWrite((Stopwatch.GetTimestamp(), buffer[..length]));
            }
        }

        async Task ArriveAsync()
        {
            await foreach (var (sentAt, bytes) in onTheWay.Reader.ReadAllAsync(_closing.Token))
            {
                var left = Latency - Stopwatch.GetElapsedTime(sentAt);
                await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, _closing.Token);
                await to.SendAsync(bytes, _closing.Token);
            }
        }
    }

    /// <summary>Without lingering, closing sends a reset.</summary>
    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket.Close();
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // It is closed already.
        }
    }
}
