using System.Net;
using System.Net.Http.Headers;
using Bridge.Configuration;
using Bridge.Ops;
using Bridge.Ops.Access;
using Bridge.Support;

namespace Bridge.Telemetry;

/// <summary>Where metrics are fetched, and by whom.</summary>
public class MetricsAddressTests
{
    [Test]
    public async Task The_public_address_shows_nothing_without_users_and_with_them_only_to_who_has_a_key()
    {
        await using var withoutUsers = await BridgeHost.StartAsync(MetricsPage.OwnAddress);
        await using var rig = await OpsRig.StartAsync();

        var nobody = await StatusAsync(withoutUsers, null);
        var stranger = await StatusAsync(rig.Bridge, null);
        var wrong = await StatusAsync(rig.Bridge, OpsKey.Create().Text);
        var viewer = await StatusAsync(rig.Bridge, OpsRig.ViewerKey.Text);

        Assert.That(
            (nobody, stranger, wrong, viewer),
            Is.EqualTo((HttpStatusCode.NotFound, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.OK))
        );
    }

    [Test]
    public async Task The_address_of_its_own_serves_nothing_else()
    {
        await using var bridge = await BridgeHost.StartAsync(MetricsPage.OwnAddress);
        using var client = new HttpClient { BaseAddress = new Uri(MetricsPage.AddressOf(bridge)) };

        using var webhook = await client.GetAsync("/webhook/meta");
        using var ops = await client.GetAsync("/ops");

        Assert.That((webhook.StatusCode, ops.StatusCode), Is.EqualTo((HttpStatusCode.NotFound, HttpStatusCode.NotFound)));
    }

    [TestCase("localhost")]
    [TestCase("https://127.0.0.1:9464")]
    [TestCase("http://127.0.0.1:9464/elsewhere")]
    public void An_address_that_cannot_be_is_named_at_the_start(string address)
    {
        var refusal = Assert.ThrowsAsync<StartupException>(() => BridgeHost.StartAsync([new("Telemetry:MetricsUrls", address)]));

        Assert.That(
            refusal!.Problems,
            Is.EqualTo(
                new[]
                {
                    "Telemetry:MetricsUrls (environment Telemetry__MetricsUrls) must be addresses such as http://127.0.0.1:9464, "
                        + $"but one is \"{address}\".",
                }
            )
        );
    }

    [Test]
    public async Task An_address_in_use_is_named_at_the_start()
    {
        await using var first = await BridgeHost.StartAsync(MetricsPage.OwnAddress);

        var refusal = Assert.ThrowsAsync<StartupException>(() =>
            BridgeHost.StartAsync([new("Telemetry:MetricsUrls", MetricsPage.AddressOf(first).TrimEnd('/'))])
        );

        Assert.That(refusal!.Message, Does.Contain("address already in use").And.Contain("Telemetry:MetricsUrls"));
    }

    private static async Task<HttpStatusCode> StatusAsync(BridgeHost bridge, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, MetricsSetup.Path);
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        using var answer = await bridge.Client.SendAsync(request);
        return answer.StatusCode;
    }
}
