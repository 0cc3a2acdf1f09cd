using Bridge.Storage;
using Bridge.Storage.Sqlite;
using Bridge.Support;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Intake;

/// <summary>A real broker, a collector, and forwarders whose store can be made to fail.</summary>
[Category(Needs.Server)]
public abstract class BrokerIntakeFixture
{
    private protected BrokerRig Rig { get; private set; } = null!;

    private protected ScriptedCollector Collector { get; private set; } = null!;

    private protected BreakableStore Store { get; private set; } = null!;

    [SetUp]
    public async Task Prepare()
    {
        Rig = new BrokerRig(await RabbitServer.AnyUrlAsync());
        Collector = await ScriptedCollector.StartAsync();
    }

    [TearDown]
    public async Task CleanUp()
    {
        await Collector.DisposeAsync();
        await Rig.DisposeAsync();
    }

    private protected static byte[] Batch(int number) => new TextWebhook(number).ToBatch();

    private protected static List<(string Reason, string? Explanation, string Payload)> DeadLetters(BridgeHost forwarder) =>
        forwarder
            .Services.GetRequiredService<SqliteDatabase>()
            .Readers.Read(session =>
                session
                    .Connection.Query<(string, string?, string)>(
                        "SELECT reason, explanation, CAST(payload AS TEXT) FROM dead_letters ORDER BY seq"
                    )
                    .ToList()
            );

    private protected async Task<BridgeHost> StartForwarderAsync(
        Func<IReadOnlyList<IntakeItem>, Exception?>? fault = null,
        params (string, string?)[] settings
    )
    {
        var forwarder = await Rig.StartForwarderAsync(Collector, Wrap, settings);
        await ConsumesAsync(forwarder);
        return forwarder;

        void Wrap(WebApplicationBuilder builder) =>
            builder.Services.AddSingleton<IStore>(services =>
                Store = new BreakableStore(ActivatorUtilities.CreateInstance<SqliteStore>(services)) { Fault = fault ?? (_ => null) }
            );
    }

    /// <summary>Before that its queue need not exist, and what is published to it comes back.</summary>
    private protected static Task ConsumesAsync(BridgeHost forwarder) =>
        Eventually.HoldsAsync(async () => (await forwarder.ReadyAsync()).Status == 200, "the forwarder consumes");

    /// <summary>The webhooks of these numbers have arrived.</summary>
    private protected Task DeliveredAsync(int from, int to)
    {
        var numbers = Enumerable.Range(from, to - from + 1).ToList();
        return Eventually.HoldsAsync(
            () => Task.FromResult(Missing().Count == 0),
            () => $"all is delivered; missing: {string.Join(", ", Missing())}"
        );

        List<int> Missing() => numbers.FindAll(number => !Collector.Taken.ContainsKey(new TextWebhook(number).Id));
    }

    /// <summary>Once nobody consumes, what was not acknowledged would be in the queue again.</summary>
    private protected async Task EmptyAsync(BridgeHost forwarder)
    {
        await forwarder.StopAsync();
        Assert.That((await Rig.LookAsync(Rig.Queue)).Ready, Is.Zero);
        Assert.That((await Rig.LookAsync(Rig.DeadLetterQueue)).Ready, Is.Zero);
        Assert.That(await Rig.ExistsAsync(Rig.Queue + "_error"), Is.False);
        Assert.That(await Rig.ExistsAsync(Rig.Queue + "_skipped"), Is.False);
    }

    /// <summary>Uses a broker that can be asked what only its administrator sees; to be called before anything else.</summary>
    private protected async Task UseOwnBrokerAsync() => Rig = new BrokerRig((await RabbitServer.SharedAsync()).Url);

    /// <summary>Only after <see cref="UseOwnBrokerAsync"/>.</summary>
    private protected async Task<int> CountUnacknowledgedAsync() =>
        await (await RabbitServer.SharedAsync()).CountAsync(Rig.Queue, "messages_unacknowledged");
}
