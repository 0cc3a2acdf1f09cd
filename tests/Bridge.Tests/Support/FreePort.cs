using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Bridge.Support;

/// <summary>
/// A port that nothing listens to, given once: below those from which the system takes one for each connection, so that it is still free
/// when a process that was killed listens to it again.
/// </summary>
internal static class FreePort
{
    private const int First = 20_000;
    private const int End = 32_768;

    private static readonly ConcurrentDictionary<int, bool> Given = new();

    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, End);
            if (Given.TryAdd(port, true) && IsFree(port))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false; // Somebody else's.
        }
    }
}
