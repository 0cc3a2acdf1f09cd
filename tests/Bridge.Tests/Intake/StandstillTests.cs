using Bridge.Ops.Overview;
using Bridge.Storage;
using Bridge.Storage.Sqlite;
using Bridge.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Intake;

/// <summary>An intake that gets nowhere is told wherever somebody looks.</summary>
internal sealed class StandstillTests
{
    private const string Cause = "The database is on holiday.";

    [Test]
    public async Task An_intake_that_stands_still_degrades_readiness_and_heads_the_overview_until_it_moves_again()
    {
        BreakableStore store = null!;
        await using var collector = await ScriptedCollector.StartAsync();
        await using var bridge = await StartAsync(collector, made => store = made);
        await bridge.PostAsync(new TextWebhook(1));

        await Eventually.HoldsAsync(() => store.Attempts > 1, "it is tried again");
        var (status, body) = await bridge.ReadyAsync();
        var overview = await bridge.Services.GetRequiredService<OverviewQuery>().GetAsync(CancellationToken.None);
        store.Fault = _ => null;

        Assert.That(status, Is.EqualTo(200), "there is room for what waits");
        Assert.That(
            body,
            Does.Contain("\"degraded\":[{\"part\":\"intake\"}]").And.Contains("\nintake: Intake has stood still since ").And.Contains(Cause)
        );
        Assert.That(
            overview.Intake,
            Has.Property("Cause")
                .EqualTo(Cause)
                .And.Property("Since")
                .EqualTo(TimeProvider.System.GetUtcNow())
                .Within(TimeSpan.FromMinutes(1))
        );
        Assert.That(Ops.Pages.Overview.OverviewView.Verdict(overview), Is.EqualTo("Intake stands still; nothing is dead"));
        Assert.That(
            bridge.Logs.Count(line => line.StartsWith("Error Intake has stood still since ", StringComparison.Ordinal)),
            Is.EqualTo(1),
            "one line in ten seconds"
        );
        await Eventually.HoldsAsync(() => collector.Taken.Count == 1, "it goes on where it stood");
        await Eventually.HoldsAsync(bridge.IsWellAsync, "all is well");
        Assert.That((await bridge.Services.GetRequiredService<OverviewQuery>().GetAsync(CancellationToken.None)).Intake, Is.Null);
    }

    [Test]
    public async Task Once_the_spool_is_half_full_a_process_whose_intake_stands_still_is_not_ready()
    {
        BreakableStore store = null!;
        await using var collector = await ScriptedCollector.StartAsync();
        await using var bridge = await StartAsync(collector, made => store = made);
        var spool = bridge.Services.GetRequiredService<SpoolTable>();
        await bridge.PostAsync(new TextWebhook(1));
        await Eventually.HoldsAsync(() => store.Attempts > 1, "it is tried again");

        spool.TryReserve(spool.Limit / 2);
        var (status, body) = await bridge.ReadyAsync();
        spool.Release(spool.Limit / 2);

        Assert.That(status, Is.EqualTo(503));
        Assert.That(
            body,
            Does.Contain("{\"part\":\"intake\"}").And.Contains("\nintake: The spool is half full. Intake has stood still since ")
        );
        await Eventually.HoldsAsync(async () => (await bridge.ReadyAsync()).Status == 200, "it is ready with room in the spool");
    }

    [Test]
    public void A_transaction_that_never_ends_counts_as_a_standstill_too()
    {
        var time = new ManualTime();
        var state = new IntakeState(time);

        state.Begins();
        time.Advance(TimeSpan.FromSeconds(9));
        var early = state.Standstill;
        var begun = time.GetUtcNow() - TimeSpan.FromSeconds(9);
        time.Advance(TimeSpan.FromSeconds(2));
        var late = state.Standstill;
        state.Moves();

        Assert.That((early, late?.Since, state.Standstill), Is.EqualTo(((Standstill?)null, begun, (Standstill?)null)));
    }

    [Test]
    public void A_standstill_counts_from_its_first_failure()
    {
        var time = new ManualTime();
        var state = new IntakeState(time);
        var first = time.GetUtcNow();

        state.Fails("One.");
        time.Advance(TimeSpan.FromSeconds(30));
        state.Fails("Two.");

        Assert.That(state.Standstill, Is.EqualTo(new Standstill("Two.", first)));
    }

    private static Task<BridgeHost> StartAsync(ScriptedCollector collector, Action<BreakableStore> made) =>
        BridgeHost.StartAsync(
            [new("Collector:Url", collector.Url.ToString()), new("Delivery:LingerMilliseconds", "20")],
            builder =>
                builder.Services.AddSingleton<IStore>(services =>
                {
                    var store = new BreakableStore(ActivatorUtilities.CreateInstance<SqliteStore>(services))
                    {
                        Fault = items => items.Count > 0 ? new StorageException(Cause) : null,
                    };
                    made(store);
                    return store;
                })
        );
}
