using System.Net;
using System.Net.Sockets;

namespace Bridge.Commands.Demo;

/// <summary>What a demo runs with.</summary>
/// <param name="Port">Bridge's port.</param>
/// <param name="CollectorPort">The collector's port.</param>
/// <remarks>
/// The secrets are the same on every machine, so that the Postman environment and <c>samples/bridge.http</c> work as they are. They guard
/// nothing:
/// a demo listens on the loopback address alone and keeps its data in a temporary folder.
/// </remarks>
internal sealed record DemoSettings(int Port, int CollectorPort, string AppSecret, string VerifyToken)
{
    public const int DefaultPort = 8080;
    public const int DefaultCollectorPort = 8090;
    public const string DefaultAppSecret = "demo-app-secret";
    public const string DefaultVerifyToken = "demo-verify-token";
    public const string WriteKey = "demo-write-key";
    public const string AdsToken = "demo-ads-token";
    public const string OpsUser = "demo";
    public const string OpsKey = "demo-ops-key";
    public const string CaptureName = "crm";
    public const string CaptureKey = "demo-capture-key";

    /// <summary>The default port, or 0 for any free one when something listens there already.</summary>
    public static int Free(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return port;
        }
        catch (SocketException)
        {
            return 0; // taken
        }
    }

    /// <summary>The secrets are shown on purpose by the demo alone, never by way of a log.</summary>
    public override string ToString() => $"DemoSettings {{ Port = {Port}, CollectorPort = {CollectorPort} }}";
}
