using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace Bridge.Configuration;

/// <summary>
/// The proxies in front of Bridge: what they say of a client's address and of https (<c>X-Forwarded-For</c>, <c>X-Forwarded-Proto</c>) is
/// believed, and what anybody else says of it is not.
/// </summary>
internal static class TrustedProxies
{
    public const string Key = nameof(HostingOptions.TrustedProxies);

    /// <summary>ASP.NET's own switch, which believes everybody.</summary>
    private const string BelieveAll = "ForwardedHeaders_Enabled";

    public static bool AreAll(IConfiguration settings) => string.Equals(settings[BelieveAll], "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>One sentence for each entry that is neither an address nor a network, and one where everybody would be believed.</summary>
    public static IEnumerable<string> FindProblems(IReadOnlyList<string> proxies, bool areAll) =>
        [
            .. proxies
                .Where(proxy => Parse(proxy) is null)
                .Select(proxy =>
                    $"{Settings.Describe(Key)} must name addresses (10.0.0.7) or networks (10.0.0.0/8), but names \"{proxy}\"."
                ),
            .. areAll
                ?
                [
                    "ASPNETCORE_FORWARDEDHEADERS_ENABLED would believe whoever claims to be a proxy: "
                        + $"remove it, and name yours in {Settings.Describe(Key)}.",
                ]
                : Array.Empty<string>(),
        ];

    /// <summary>To be called before anything that asks for the client's address or for https. Without proxies it adds nothing.</summary>
    public static WebApplication UseTrustedProxies(this WebApplication app)
    {
        var proxies = app.Services.GetRequiredService<IOptions<HostingOptions>>().Value.TrustedProxies;
        if (proxies.Count == 0)
        {
            return app;
        }

        // As many proxies one behind the other as are named: each hop is believed only when it comes from one of them.
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in proxies.Select(Parse).OfType<IPNetwork>())
        {
            options.KnownIPNetworks.Add(network);
        }

        app.UseForwardedHeaders(options);
        return app;
    }

    /// <returns>Null for what is neither.</returns>
    private static IPNetwork? Parse(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;
}
