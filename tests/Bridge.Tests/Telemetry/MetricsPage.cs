using Bridge.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Telemetry;

/// <summary>What Prometheus would fetch of a Bridge in this process.</summary>
internal static class MetricsPage
{
    /// <summary>The settings for an address of the metrics' own, on a free port.</summary>
    public static KeyValuePair<string, string?>[] OwnAddress => [new("Telemetry:MetricsUrls", "http://127.0.0.1:0")];

    /// <summary>What a Bridge with <see cref="OwnAddress"/> shows.</summary>
    public static async Task<string> ScrapeAsync(BridgeHost bridge)
    {
        using var client = new HttpClient();
        return await client.GetStringAsync(new Uri(new Uri(AddressOf(bridge)), MetricsSetup.Path));
    }

    public static string AddressOf(BridgeHost bridge) => bridge.Services.GetRequiredService<MetricsServer>().Addresses.Single();
}
