using Bridge.DeadLetters;
using Bridge.Storage;
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
}

/// <summary>A forwarder that starts takes the place of one that was killed, in either store.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class ForwarderSuccessionTests(string provider) : AdminFixture(provider)
{
    private static readonly string Here = $"{Environment.MachineName}:7:x";
    private readonly bool _isAlone = provider == StoreProvider.Sqlite;

    [Test]
    public async Task Who_was_killed_on_the_same_machine_is_not_missed_and_who_lives_elsewhere_is_not_forgotten()
    {
        await SpeakAsync(Here);
        await SpeakAsync("elsewhere:1:y");

        await SucceedAsync();

        Assert.That(await SpeakersAsync(), Is.EqualTo(_isAlone ? "" : "elsewhere:1:y"));
    }

    [Test]
    public async Task Whoever_starts_on_another_machine_takes_the_place_of_the_one_silent_for_longest()
    {
        await SpeakAsync("first:1:x");
        Rig.Time.Advance(TimeSpan.FromMinutes(1));
        await SpeakAsync("second:1:y");
        Rig.Time.Advance(TimeSpan.FromMinutes(1));
        await SpeakAsync("living:1:z");

        await SucceedAsync();

        Assert.That(await SpeakersAsync(), Is.EqualTo(_isAlone ? "" : "living:1:z second:1:y"));
    }

    /// <summary>A process starts, and has spoken.</summary>
    private async Task SucceedAsync()
    {
        var status = new DeliveryStatus(Rig.Get<SteadyClock>());
        status.Add("default", new Gate(new Backoff(new FixedRandom(0.5)), Rig.Time.GetUtcNow()), () => { });
        using var reporter = new GateReporter(Rig.Get<AdminDatabase>(), status, Rig.Time, NullLogger<GateReporter>.Instance);
        await reporter.StartAsync(CancellationToken.None);
        await Eventually.HoldsAsync(async () => await CountSelfAsync() == 1, "it has spoken");
        await reporter.StopAsync(CancellationToken.None);
    }

    private async Task<int> CountSelfAsync() =>
        (await ReadAsync()).Count(process =>
            process != Here && process.StartsWith($"{Environment.MachineName}:", StringComparison.Ordinal)
        );

    private async Task<string> SpeakersAsync() => string.Join(' ', (await ReadAsync()).Order(StringComparer.Ordinal));

    private async Task<List<string>> ReadAsync() =>
        (await Rig.Get<AdminDatabase>().ReadAsync(GateTable.ReadForwardersAsync, CancellationToken.None)).ConvertAll(one => one.Process);

    private Task<int> SpeakAsync(string process) =>
        Rig.Get<AdminDatabase>()
            .WriteAsync(
                async connection =>
                {
                    var gate = new GateReport { Destination = "default", State = "open" };
                    await GateTable.WriteAsync(connection, process, [gate], Rig.Time.GetUtcNow());
                    return 1;
                },
                CancellationToken.None
            );
}
