using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Bridge.Support;

/// <summary>Stands between Bridge and a server of any kind, and can be away, or break the connections through it, while the server itself goes on. It keeps its port.</summary>
internal sealed class TcpProxy(string host, int port) : IDisposable
{
    private readonly ConcurrentDictionary<Socket, bool> _connections = new();
    private Socket? _listener;

    public int Port { get; private set; }

    /// <summary>Listens.</summary>
    public void Start()
    {
        var listener = _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
        listener.Listen();
        Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        _ = AcceptAsync(listener);
    }

    /// <summary>Refuses connections and breaks those there are.</summary>
    public void Stop()
    {
        _listener?.Dispose();
        _listener = null;
        Reset();
    }

    /// <summary>Breaks every connection; new ones are accepted.</summary>
    public void Reset()
    {
        foreach (var connection in _connections.Keys)
        {
            connection.LingerState = new LingerOption(enable: true, seconds: 0);   // a reset, not an orderly end
            connection.Dispose();
            _connections.TryRemove(connection, out _);
        }
    }

    public void Dispose() => Stop();

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                _ = ConnectAsync(await listener.AcceptAsync(CancellationToken.None));
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // The proxy was stopped.
        }
    }

    private async Task ConnectAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        _connections[client] = true;
        try
        {
            await server.ConnectAsync(host, port, CancellationToken.None);
            await Task.WhenAny(CopyAsync(client, server), CopyAsync(server, client));
        }
        catch (SocketException)
        {
            // The server is not there: neither is the proxy, for this client.
        }
        finally
        {
            _connections.TryRemove(client, out _);
            client.Dispose();
        }
    }

    private static async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[65536];
        try
        {
            while (await from.ReceiveAsync(buffer, CancellationToken.None) is > 0 and var read)
            {
                await to.SendAsync(buffer.AsMemory(0, read), CancellationToken.None);
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // One of the two ends is gone.
        }
    }
}
