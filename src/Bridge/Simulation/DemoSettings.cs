using System.Security.Cryptography;

namespace Bridge.Simulation;

/// <summary>What a demo runs with.</summary>
/// <param name="Port">Bridge's port; 0 for any free one.</param>
/// <param name="CollectorPort">The collector's port; 0 for any free one.</param>
internal sealed record DemoSettings(int Port, int CollectorPort, string AppSecret, string VerifyToken, string WriteKey)
{
    /// <summary>Secrets for this one run.</summary>
    public static DemoSettings Generate(int port, int collectorPort) =>
        new(port, collectorPort, Secret(), Secret(), Secret());

    /// <summary>The secrets are shown on purpose by the demo alone, never by way of a log.</summary>
    public override string ToString() => $"DemoSettings {{ Port = {Port}, CollectorPort = {CollectorPort} }}";

    private static string Secret() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
