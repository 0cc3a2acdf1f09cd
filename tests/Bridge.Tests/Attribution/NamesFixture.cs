using System.Text.Json.Nodes;
using Bridge.Commands;
using Bridge.Simulation.Samples;
using Bridge.Support;
using Microsoft.AspNetCore.Builder;

namespace Bridge.Attribution;

/// <summary>Bridge that asks Meta for the names of ads, with Meta and a collector around it.</summary>
internal abstract class NamesFixture(string provider) : AdsFixture(provider, Token)
{
    private protected const string Token = "token-for-ads";

    private protected Task AreKeptAsync() =>
        Eventually.HoldsAsync(async () => await Store.CountAsync("ads WHERE names IS NOT NULL") == 1, "the names are kept");

    private protected static string? Property(JsonNode sent, string name) => (string?)sent["properties"]![name];

    private protected static JsonNode Message(string body) =>
        JsonNode.Parse(body)!["entry"]![0]!["changes"]![0]!["value"]!["messages"]![0]!;

    private protected Task<BridgeHost> StartBridgeAsync(string? token = Token, Action<WebApplicationBuilder>? adjust = null) =>
        BridgeHost.StartAsync(
            new Dictionary<string, string?>
            {
                ["Store:ConnectionString"] = Store.Address,
                ["Collector:Url"] = Collector.Url.ToString(),
                ["Attribution:GraphUrl"] = Graph.Url,
                ["Attribution:AccessToken"] = token,
                ["Attribution:WaitFor"] = Graph.Hangs ? "00:00:02" : "00:00:30", // names that come count, however busy the machine is
            }.Concat(ViewerKey.Settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))),
            adjust
        );

    /// <summary>Somebody clicks the ad and writes; what the collector is told of the click.</summary>
    private protected async Task<JsonNode> ReferralAsync(BridgeHost bridge, string? fresh = null)
    {
        var body = fresh ?? SampleWebhooks.TextOf("text-from-ad");
        var message = (string)Message(body)["id"]!;
        using var answer = await bridge.SendAsync(SignedRequest.Create(body));
        await Eventually.HoldsAsync(() => Referrals().Any(one => Property(one, "messageId") == message), "the click is delivered");
        return Referrals().First(one => Property(one, "messageId") == message);
    }

    /// <summary>What <c>meta-bridge ads</c> prints.</summary>
    private protected static async Task<string> AdsAsync(BridgeHost bridge)
    {
        using var output = new StringWriter();
        string[] arguments = ["ads", "--since", "24h", "--server", bridge.Address.ToString(), "--key", ViewerKey.Text];
        Assert.That(await CommandLine.RunAsync(arguments, output, output, CancellationToken.None), Is.Zero, output.ToString());
        return output.ToString();
    }

    private protected IEnumerable<JsonNode> Referrals() => Told().Where(one => (string?)one["event"] == "referral.received");

    private protected IEnumerable<JsonNode> Told() => Collector.TakenPayloads.Values.Select(text => JsonNode.Parse(text)!);

    /// <summary>Somebody clicks the ad and writes.</summary>
    /// <returns>What the collector is told that the ad is called.</returns>
    private protected async Task<string?> ClickAsync(BridgeHost bridge, string ad)
    {
        var body = new SampleWebhooks(new Random(1), TimeProvider.System).Make("text-from-ad");
        var sample = (string)Message(body)["referral"]!["source_id"]!;
        return Property(await ReferralAsync(bridge, body.Replace(sample, ad).Replace("wamid.", $"wamid.{ad}")), "adName");
    }
}
