using Bridge.DeadLetters;
using Bridge.Storage.Administration;
using Bridge.Storage.Postgres;
using Bridge.Support;
using Bridge.Telemetry;

namespace Bridge.Storage;

/// <summary>What is acknowledged is on the server's disk, whatever the database's default is.</summary>
internal sealed class PostgresDurabilityTests : PostgresFixture
{
    /// <summary>Notes how durable the transaction is that writes into a table.</summary>
    private const string Note = """
        CREATE TABLE noted (what text, setting text);
        CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN INSERT INTO noted VALUES (TG_TABLE_NAME || ' ' || TG_OP, current_setting('synchronous_commit')); RETURN NULL; END $$;
        """;

    [TestCase("off", "on")]
    [TestCase("local", "on")]
    [TestCase("on", "on")]
    [TestCase("remote_write", "remote_write")]
    [TestCase("remote_apply", "remote_apply")]
    public async Task Every_transaction_that_acknowledges_something_waits_for_the_disk(string setting, string expected)
    {
        await Location.ExecuteAsync($"ALTER DATABASE {new Uri(Location.Address).AbsolutePath[1..]} SET synchronous_commit = {setting}");
        await using var bridge = new StoreHost(Location.Address);
        await bridge.Store.OpenAsync(CancellationToken.None);
        await Location.ExecuteAsync(Note);
        foreach (var table in new[] { "events", "deferred", "dead_letters", "audit" })
        {
            await Location.ExecuteAsync($"CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON {table} EXECUTE FUNCTION note()");
        }

        await WriteEverythingAsync(bridge);

        Assert.That(await Location.QueryAsync("SELECT string_agg(DISTINCT setting, ' ') AS settings FROM noted"), Is.EqualTo(expected));
        Assert.That(
            await Location.QueryAsync("SELECT string_agg(DISTINCT lower(what), ', ' ORDER BY lower(what)) AS what FROM noted"),
            Is.EqualTo("audit insert, dead_letters insert, deferred delete, deferred insert, events delete, events insert, events update")
        );
    }

    [TestCase("off", "on", "", 0, "fsync = on")]
    [TestCase("on", "off", "", 0, "full_page_writes = on")]
    [TestCase("on", "on", "", 1, "synchronous_standby_names")]
    public void What_could_lose_something_is_told_with_the_cure(
        string fsync,
        string fullPageWrites,
        string synchronous,
        long standbys,
        string cure
    ) => Assert.That(PostgresDurability.Judge(fsync, fullPageWrites, synchronous, standbys), Does.Contain(cure));

    [TestCase("", 0)]
    [TestCase("ANY 1 (*)", 2)]
    public void A_server_that_loses_nothing_is_well(string synchronous, long standbys) =>
        Assert.That(PostgresDurability.Judge("on", "on", synchronous, standbys), Is.Null);

    [Test]
    public async Task The_check_warns_of_a_server_that_does_not_write_to_its_disk()
    {
        await using var server = await PostgresServer.StartNewAsync(); // tests' servers run so
        await using var bridge = new StoreHost(server.Address);

        var found = await bridge.Get<SelfCheck>().RunAsync(CancellationToken.None);

        Assert.That((found.IsOk, found.IsWarning), Is.EqualTo((true, true)));
        Assert.That(found.Fix, Does.StartWith("fsync is off"));
    }

    private static async Task WriteEverythingAsync(StoreHost bridge)
    {
        var now = bridge.Time.GetUtcNow();
        await bridge.Store.TakeInAsync(Translations.Items(1, 3), [], CancellationToken.None);
        await bridge.Store.TakeInAsync(
            [
                .. Translations
                    .Items(4, 4)
                    .Select(item => item with { ReplacedBy = item.Id, Deferral = new Deferral(DeferralReason.BetterCopy, now) }),
            ],
            [],
            CancellationToken.None
        );
        await bridge.Store.ReleaseDeferredAsync(now, 10, null, CancellationToken.None);
        var events = await bridge.Store.ClaimAsync("default", 10, int.MaxValue, CancellationToken.None);
        await bridge.Store.GiveBackAsync([events[0]], now, CancellationToken.None);
        await bridge.Store.CompleteAsync([events[1]], CancellationToken.None);
        await bridge.Store.DeadLetterAsync([new DeadEvent(events[2], DeadReason.Refused, 400, null, now)], CancellationToken.None);
        await bridge
            .Get<AdminDatabase>()
            .WriteAsync(
                async connection =>
                {
                    await AuditTable.AddAsync(connection, now, "somebody", "test", 0);
                    return 0;
                },
                CancellationToken.None
            );
    }
}
