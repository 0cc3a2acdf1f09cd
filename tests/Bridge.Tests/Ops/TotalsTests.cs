using Bridge.Ops.Overview;
using Bridge.Receiving;
using Bridge.Storage.Administration;
using Bridge.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Ops;

/// <summary>The sum on the overview holds what receiving drops, wherever that runs, and the charts are made of the same rows.</summary>
public class TotalsTests
{
    private const string Empty = """{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[]}]}""";

    [Test]
    public async Task What_receiving_drops_is_among_what_was_received_and_told_by_the_rule()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        await using var bridge = await StartAsync(collector);

        using var answer = await bridge.SendAsync(SignedRequest.Create(Empty));
        await bridge.PostAsync(new TextWebhook(1));

        Assert.That((int)answer.StatusCode, Is.EqualTo(200));
        await HoldsAsync(bridge, totals => totals is { Received: 2, Delivered: 1 } && totals.Dropped["empty"] == 1 && totals.Missing == 0);
    }

    [Test]
    [Category(Needs.Server)]
    public async Task So_it_is_where_receiving_runs_apart()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        await using var rig = new BrokerRig((await RabbitServer.SharedAsync()).Url);
        await using var receiver = await rig.StartReceiverAsync();
        await using var forwarder = await rig.StartForwarderAsync(collector);

        using var answer = await receiver.SendAsync(SignedRequest.Create(Empty));

        Assert.That((int)answer.StatusCode, Is.EqualTo(200));
        await HoldsAsync(forwarder, totals => totals is { Received: 1, Missing: 0 } && totals.Dropped["empty"] == 1);
    }

    [Test]
    public async Task What_a_crm_says_twice_in_one_batch_is_in_the_sum()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        await using var bridge = await StartAsync(collector, [.. CapturePost.Settings.Select(pair => (pair.Key, pair.Value))]);

        using var answer = await bridge.SendAsync(CapturePost.Create(CapturePost.Batch(CapturePost.Event(), CapturePost.Event())));

        Assert.That((int)answer.StatusCode, Is.EqualTo(200));
        await HoldsAsync(bridge, totals => totals is { Received: 2, Missing: 0 } && totals.Dropped["duplicate"] == 1);
    }

    [Test]
    public async Task The_charts_lack_nothing_of_what_the_sum_has_at_any_moment()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        await using var bridge = await StartAsync(collector);

        await bridge.PostAsync([.. Enumerable.Range(1, 20).Select(number => new TextWebhook(number))]);
        await HoldsAsync(bridge, totals => totals.Received == 20);
        var overview = await bridge.Services.GetRequiredService<OverviewQuery>().GetAsync(CancellationToken.None);

        Assert.That(overview.Activity.Sum(step => step.Received), Is.EqualTo(overview.Totals!.Received));
        Assert.That(overview.Activity.Sum(step => step.Delivered), Is.EqualTo(overview.Totals.Delivered));
    }

    private static Task HoldsAsync(BridgeHost bridge, Func<FlowTotals, bool> condition) =>
        Eventually.HoldsAsync(
            async () =>
                condition(
                    await bridge.Services.GetRequiredService<AdminDatabase>().ReadAsync(TotalTable.ReadAsync, CancellationToken.None)
                ),
            "the sum says so"
        );

    private static Task<BridgeHost> StartAsync(ScriptedCollector collector, params (string Key, string? Value)[] settings) =>
        BridgeHost.StartAsync(
            new Dictionary<string, string?>(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)))
            {
                ["Collector:Url"] = collector.Url.ToString(),
                ["Delivery:LingerMilliseconds"] = "10",
            }
        );
}
