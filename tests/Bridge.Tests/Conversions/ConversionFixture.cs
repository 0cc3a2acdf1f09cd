using Bridge.Receiving;
using Bridge.Support;

namespace Bridge.Conversions;

/// <summary>Bridge that tells Meta of orders, with Meta and a collector around it.</summary>
internal abstract class ConversionFixture(string provider) : AdsFixture(provider, Token)
{
    private protected const string Token = "token-for-conversions";

    private protected static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    /// <summary>The clicks Meta was told of.</summary>
    private protected IEnumerable<string?> Clicks() => Graph.Conversions.Taken.Select(told => (string?)told["user_data"]!["ctwa_clid"]);

    private protected Task ToldAsync(int count) => Eventually.HoldsAsync(() => Graph.Conversions.Taken.Count >= count, "Meta is told");

    private protected Task AllIsDeliveredAsync() =>
        Eventually.HoldsAsync(async () => await Store.CountAsync("events") == 0, "all is delivered");

    private protected Task<BridgeHost> StartBridgeAsync(Dictionary<string, string?>? settings = null) =>
        BridgeHost.StartAsync(
            new Dictionary<string, string?>(CapturePost.Settings)
            {
                ["Store:ConnectionString"] = Store.Address,
                ["Collector:Url"] = Collector.Url.ToString(),
                ["Events:Forward"] = "all",
                ["Intake:TwinHold"] = "00:00:00",
                ["Attribution:GraphUrl"] = Graph.Url,
                ["Attribution:Conversions"] = "order.placed=Purchase; lead.won=LeadSubmitted",
                ["Attribution:ConversionsDataset"] = "4711",
                ["Attribution:ConversionsToken"] = Token,
            }.Concat(settings ?? [])
        );
}
