using Bridge.Storage.Administration;
using Bridge.Support;
using Bridge.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Delivery;

/// <summary>Who wants a collector tried at once is heard, whatever the machine's clock was set to meanwhile.</summary>
internal sealed class GateReporterTests
{
    [Test]
    public async Task A_call_is_answered_once_although_the_clock_was_set_back()
    {
        using var file = new TemporaryDatabase();
        await using var bridge = new StoreHost(file.Path);
        var (database, tries) = (bridge.Get<AdminDatabase>(), 0);
        await CallAsync(); // for whoever ran before
        bridge.Time.Advance(TimeSpan.FromSeconds(1));
        var status = new DeliveryStatus(bridge.Get<SteadyClock>());
        status.Add("default", new Gate(new Backoff(new FixedRandom(0.5)), bridge.Time.GetUtcNow()), () => tries++);
        using var reporter = new GateReporter(database, status, bridge.Time, NullLogger<GateReporter>.Instance);
        await reporter.StartAsync(CancellationToken.None);
        await NextLookAsync();
        Assert.That(tries, Is.Zero, "that call was not for this process");

        bridge.Time.Set(TimeSpan.FromDays(-400));
        await CallAsync();
        await NextLookAsync();
        await NextLookAsync();

        Assert.That(tries, Is.EqualTo(1));
        Assert.That(
            await database.ReadAsync(connection => GateTable.ReadAsync(connection, bridge.Time.GetUtcNow()), CancellationToken.None),
            Has.Count.EqualTo(1)
        );
        await reporter.StopAsync(CancellationToken.None);

        Task<int> CallAsync() =>
            database.WriteAsync(connection => GateTable.CallAsync(connection, "default", bridge.Time.GetUtcNow()), CancellationToken.None);

        // It tells first and answers then: when it has told again, it has answered.
        async Task NextLookAsync()
        {
            for (var look = 0; look < 2; look++)
            {
                var before = await ToldAtAsync();
                bridge.Time.Advance(TimeSpan.FromSeconds(20));
                await Eventually.HoldsAsync(async () => await ToldAtAsync() != before, "the reporter has told again");
            }
        }

        Task<long> ToldAtAsync() =>
            database.ReadAsync(
                connection => connection.FindAsync<long>("SELECT COALESCE(MAX(seen_at), 0) FROM gates"),
                CancellationToken.None
            );
    }

    [Test]
    public async Task Who_was_killed_before_on_a_store_of_one_process_is_not_missed()
    {
        using var file = new TemporaryDatabase();
        await using var bridge = new StoreHost(file.Path);
        var database = bridge.Get<AdminDatabase>();
        await database.WriteAsync(
            async connection =>
            {
                await GateTable.WriteAsync(
                    connection,
                    "host:7:x",
                    [new GateReport { Destination = "default", State = "open" }],
                    bridge.Time.GetUtcNow()
                );
                return 0;
            },
            CancellationToken.None
        );
        var status = new DeliveryStatus(bridge.Get<SteadyClock>());
        status.Add("default", new Gate(new Backoff(new FixedRandom(0.5)), bridge.Time.GetUtcNow()), () => { });
        using var reporter = new GateReporter(database, status, bridge.Time, NullLogger<GateReporter>.Instance);

        await reporter.StartAsync(CancellationToken.None);
        await Eventually.HoldsAsync(async () => !(await SpeakersAsync()).Contains("host:7:x"), "the one before is forgotten");

        Assert.That(await SpeakersAsync(), Has.Count.EqualTo(1));
        await reporter.StopAsync(CancellationToken.None);

        async Task<List<string>> SpeakersAsync() =>
            (await database.ReadAsync(GateTable.ReadForwardersAsync, CancellationToken.None)).ConvertAll(one => one.Process);
    }
}
