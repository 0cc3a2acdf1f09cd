using System.Security.Cryptography;
using Bridge.Receiving;
using Bridge.Telemetry;

namespace Bridge.Commands;

/// <summary>What Meta would see: the address to enter in its dashboard, and a real handshake when Bridge already runs there.</summary>
internal static class WebhookProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static IEnumerable<SelfCheck> ChecksFor(IReadOnlyList<string> tokens, string? urls, string? publicUrl)
    {
        var address = publicUrl ?? LocalAddress(urls);
        return
        [
            new(
                "verify token",
                _ => Task.FromResult(new SelfCheckResult($"{tokens.Count} set; enter the same text in the Meta app dashboard"))
            ),
            new("webhook url", _ => Task.FromResult(Describe(publicUrl))),
            new("handshake", cancellationToken => ShakeHandsAsync(address, tokens[0], publicUrl is not null, cancellationToken)),
        ];
    }

    /// <summary>
    /// An address to call for the first one listened on, where <c>*</c>, <c>+</c> and <c>0.0.0.0</c> stand for every interface.
    /// </summary>
    public static string LocalAddress(string? urls)
    {
        var first = (urls ?? "").Split(';')[0];
        foreach (var anyInterface in (string[])["//*", "//+", "//0.0.0.0", "//[::]"])
        {
            first = first.Replace(anyInterface, "//localhost", StringComparison.Ordinal);
        }

        return first.Length > 0 ? first : "http://localhost:8080";
    }

    private static SelfCheckResult Describe(string? publicUrl) =>
        publicUrl is null
            ? new(
                $"enter https://<your public host>{ReceivingSetup.Path} as the callback URL (try it: "
                    + "meta-bridge check --public-url https://<your public host>)"
            )
        : publicUrl.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? new($"enter {CallbackUrl(publicUrl)} as the callback URL")
        : new(
            $"{CallbackUrl(publicUrl)} is not https",
            "Meta calls https addresses only, with a certificate of a public authority: put a proxy with TLS in front of Bridge."
        );

    private static async Task<SelfCheckResult> ShakeHandsAsync(
        string address,
        string token,
        bool mustRun,
        CancellationToken cancellationToken
    )
    {
        var challenge = RandomNumberGenerator.GetInt32(int.MaxValue).ToString();
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        var tls = new TlsVerdict(handler);
        using var client = new HttpClient(handler) { Timeout = Patience };
        try
        {
            var query = $"?hub.mode=subscribe&hub.challenge={challenge}&hub.verify_token={Uri.EscapeDataString(token)}";
            using var response = await client.GetAsync(new Uri(CallbackUrl(address) + query), cancellationToken);
            var echo = await response.Content.ReadAsStringAsync(cancellationToken);
            return Judge((int)response.StatusCode, echo == challenge, CallbackUrl(address));
        }
        catch (Exception exception)
            when (exception is HttpRequestException or UriFormatException
                || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            return mustRun ? Unreached(CallbackUrl(address), exception, tls) : new($"not tried: Bridge does not run at {address} yet");
        }
    }

    private static SelfCheckResult Unreached(string callback, Exception exception, TlsVerdict tls) =>
        (exception as HttpRequestException)?.HttpRequestError switch
        {
            HttpRequestError.SecureConnectionError when tls.Problem is { } problem => new(
                $"{callback} cannot be reached: {problem}",
                "Meta refuses it too: install a certificate of a public authority for this host, with the ones between."
            ),
            HttpRequestError.SecureConnectionError => new(
                $"{callback} cannot be reached: nothing speaks TLS there",
                "Meta calls https only: put a proxy with TLS in front of Bridge, or correct the port."
            ),
            HttpRequestError.NameResolutionError => new(
                $"{callback} cannot be reached: its name is not known",
                "Meta cannot find it either: correct the name, or enter it in the DNS."
            ),
            HttpRequestError.ConnectionError => new(
                $"{callback} cannot be reached: connection refused or unreachable",
                "Meta cannot reach it either, if this is its address: see to the proxy and the firewall."
            ),
            _ when exception is UriFormatException => new($"{callback} is no address", "Write it as https://bridge.example.com."),
            _ when exception is TaskCanceledException => new(
                $"{callback} gives no answer within {Patience.TotalSeconds} s",
                "See to the proxy and the firewall: Meta waits no longer."
            ),
            _ => new($"{callback} breaks the connection off", "Something else answers there: see to the port and the proxy."),
        };

    private static SelfCheckResult Judge(int status, bool echoed, string callback) =>
        (status, echoed) switch
        {
            (200, true) => new($"{callback} answers as Meta expects"),
            (403, _) => new(
                $"{callback} answers 403: it does not know this verify token",
                "Restart the Bridge that runs there with the present Meta:VerifyTokens (environment WEBHOOK_VERIFY_TOKEN)."
            ),
            _ => new(
                $"{callback} answers {status}, without the challenge",
                "Something else answers there: correct Urls (environment ASPNETCORE_URLS) or the proxy in front of it."
            ),
        };

    private static string CallbackUrl(string address) => address.TrimEnd('/') + ReceivingSetup.Path;
}
