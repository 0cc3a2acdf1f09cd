using System.Net;
using Bridge.Ops.Access;

namespace Bridge.Ops;

/// <summary>What a proxy says of whoever asks counts where the proxy is trusted.</summary>
public class TrustedProxyTests
{
    [TestCase("127.0.0.1", true)]
    [TestCase("10.0.0.0/8, 127.0.0.0/8", true)]
    [TestCase("10.0.0.0/8", false)]
    [TestCase("", false)]
    public async Task Behind_a_proxy_that_is_trusted_and_ends_TLS_cookies_are_for_https_alone(string proxies, bool isSecure)
    {
        await using var rig = await OpsRig.StartAsync([new("TrustedProxies", proxies)]);
        using var visitor = await rig.VisitAsync(role: null);
        var request = new HttpRequestMessage(HttpMethod.Get, "/ops/sign-in");
        request.Headers.Add("X-Forwarded-Proto", "https");

        var answer = await visitor.SendAsync(request);

        Assert.That(answer.Headers["Set-Cookie"], Does.Match("bridge-form=[^;]+; path=/ops;( secure;)? samesite=strict; httponly"));
        Assert.That(answer.Headers["Set-Cookie"].Contains("; secure;", StringComparison.Ordinal), Is.EqualTo(isSecure));
    }

    [TestCase("127.0.0.1", HttpStatusCode.Unauthorized)]
    [TestCase("10.0.0.0/8", HttpStatusCode.TooManyRequests)]
    public async Task Wrong_keys_are_counted_by_the_address_that_a_trusted_proxy_names(string proxies, HttpStatusCode eleventh)
    {
        await using var rig = await OpsRig.StartAsync([new("TrustedProxies", proxies)]);
        using var visitor = await rig.VisitAsync(role: null);
        var statuses = new List<HttpStatusCode>();

        for (var number = 0; number <= KeyAuthenticator.MaxFailures; number++)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/api/overview");
            request.Headers.Add("X-Forwarded-For", $"203.0.113.{number}");
            request.Headers.Add("Authorization", "Bearer bridge_nobody");
            statuses.Add((await visitor.SendAsync(request)).Status);
        }

        Assert.That(statuses[^1], Is.EqualTo(eleventh));
    }
}
