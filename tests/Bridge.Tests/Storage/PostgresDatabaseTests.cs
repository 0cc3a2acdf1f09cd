using Bridge.Storage.Postgres;
using Bridge.Support;
using Bridge.Telemetry;

namespace Bridge.Storage;

/// <summary>Which databases Bridge makes its own, and which end the start.</summary>
internal sealed class PostgresDatabaseTests : PostgresFixture
{
    [Test]
    public async Task Several_forwarders_may_start_at_once_on_an_empty_database()
    {
        var forwarders = Enumerable.Range(0, 6).Select(_ => new StoreHost(Location.Address)).ToList();

        await Task.WhenAll(forwarders.Select(forwarder => forwarder.StartAsync<StorageStart>()));

        Assert.That(await Location.CountAsync("bridge_schema"), Is.EqualTo(PostgresMigrations.Newest));
        foreach (var forwarder in forwarders)
        {
            await forwarder.DisposeAsync();
        }
    }

    [Test]
    public async Task A_database_from_a_newer_Bridge_ends_the_start()
    {
        await OpenAsync(Location.Address);
        await Location.ExecuteAsync($"INSERT INTO bridge_schema VALUES ({PostgresMigrations.Newest + 1}, now())");

        Assert.That(() => OpenAsync(Location.Address), Throws.TypeOf<StorageException>().With.Message.Contains("newer version of Bridge"));
    }

    [Test]
    public async Task A_database_with_another_programs_tables_ends_the_start_and_stays_as_it_is()
    {
        await Location.ExecuteAsync("CREATE TABLE events (what text)");

        Assert.That(() => OpenAsync(Location.Address), Throws.TypeOf<StorageException>().With.Message.Contains("another program's tables"));

        Assert.That(await Location.CountAsync("pg_tables WHERE schemaname = 'public'"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_database_that_cannot_hold_every_text_ends_the_start()
    {
        var address = await PostgresDatabases.CreateAsync("ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");

        Assert.That(() => OpenAsync(address), Throws.TypeOf<StorageException>().With.Message.Contains("UTF8"));

        await PostgresDatabases.DropAsync(address);
    }

    [Test]
    public void A_database_that_does_not_exist_ends_the_start() =>
        Assert.That(
            () => OpenAsync(Location.Address + "_not"),
            Throws.TypeOf<StorageException>().With.Message.Contains("There is no database").And.Message.Not.Contains("bridge@")
        );

    [Test]
    public async Task A_user_who_may_not_make_tables_opens_a_schema_that_another_made()
    {
        await OpenAsync(Location.Address);
        await Location.ExecuteAsync(
            "DROP ROLE IF EXISTS bridge_clerk; CREATE ROLE bridge_clerk LOGIN; "
                + "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO bridge_clerk"
        );

        await OpenAsync(new UriBuilder(Location.Address) { UserName = "bridge_clerk" }.Uri.ToString());

        await Location.ExecuteAsync("DROP OWNED BY bridge_clerk; DROP ROLE bridge_clerk");
    }

    [Test]
    public async Task A_user_who_may_not_make_tables_is_told_so()
    {
        await Location.ExecuteAsync("DROP ROLE IF EXISTS bridge_guest; CREATE ROLE bridge_guest LOGIN");
        var address = new UriBuilder(Location.Address) { UserName = "bridge_guest" }.Uri.ToString();

        Assert.That(() => OpenAsync(address), Throws.TypeOf<StorageException>().With.Message.Contains("owner"));
    }

    [Test]
    public async Task A_schema_that_takes_long_to_bring_up_to_date_is_not_cut_off()
    {
        await using (var connection = await PostgresServer.ConnectAsync(Location.Address))
        {
            await PostgresMigrations.ApplyAsync(connection, "before", upTo: 2, CancellationToken.None);
        }

        await Location.ExecuteAsync(
            $"""
            INSERT INTO dead_letters (id, reason, destination, attempts, received_at, created_at, payload)
            SELECT gen_random_uuid(), 'refused', 'default', 1, 5, 6, '' FROM generate_series(1, 4);
            CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.4); RETURN NEW; END $$;
            CREATE TRIGGER dawdle BEFORE UPDATE ON dead_letters FOR EACH ROW EXECUTE FUNCTION dawdle();
            ALTER DATABASE {new Uri(Location.Address).AbsolutePath[1..]} SET statement_timeout = '1s';
            """
        );

        await OpenAsync(Location.Address + "?command_timeout=1");

        Assert.That(await Location.CountAsync("dead_letters WHERE changed_at = 6"), Is.EqualTo(4));
    }

    [Test]
    public async Task What_was_there_before_anybody_counted_counts_as_received()
    {
        await using (var connection = await PostgresServer.ConnectAsync(Location.Address))
        {
            await PostgresMigrations.ApplyAsync(connection, "before", upTo: 14, CancellationToken.None);
        }

        await Location.ExecuteAsync(
            """
            INSERT INTO events (id, name, destination, received_at, payload) VALUES (gen_random_uuid(), 'a', 'default', 5, '');
            INSERT INTO dead_letters (id, reason, state, destination, attempts, received_at, created_at, payload)
            SELECT gen_random_uuid(), 'refused', state, 'default', 1, 5, 6, '' FROM unnest(ARRAY['dead', 'replayed']) AS state;
            """
        );

        await OpenAsync(Location.Address);

        Assert.That(await Location.QueryAsync("SELECT count FROM totals WHERE kind = 'received'"), Is.EqualTo("2"));
    }

    [Test]
    public async Task A_database_that_can_only_be_read_is_not_ready()
    {
        await using var bridge = new StoreHost(Location.Address);
        await bridge.Store.OpenAsync(CancellationToken.None);
        await Location.ExecuteAsync($"ALTER DATABASE {new Uri(Location.Address).AbsolutePath[1..]} SET default_transaction_read_only = on");
        await using var later = new StoreHost(Location.Address);

        Assert.That(await later.Get<StorageHealth>().WhyNotReadyAsync(CancellationToken.None), Does.Contain("can only be read"));
    }

    [Test]
    public async Task The_check_says_what_waits_or_what_is_wrong()
    {
        await using var bridge = new StoreHost(Location.Address);
        await bridge.Store.TakeInAsync(Translations.Items(1, 10), [], CancellationToken.None);
        await using var lost = new StoreHost("postgres://bridge:hush@127.0.0.1:1/events");

        var right = await CheckAsync(bridge);
        var wrong = await CheckAsync(lost);

        Assert.That((right.Finding, right.IsOk), Is.EqualTo(($"{bridge.Store.Name} can be written; 10 events wait", true)));
        Assert.That(wrong.Finding, Does.StartWith("The store events at 127.0.0.1:1 cannot be reached").And.Not.Contain("hush"));
        Assert.That(wrong.IsOk, Is.False);

        static Task<SelfCheckResult> CheckAsync(StoreHost host) => host.Get<SelfCheck>().RunAsync(CancellationToken.None);
    }

    private static async Task OpenAsync(string address)
    {
        await using var bridge = new StoreHost(address);
        await bridge.StartAsync<StorageStart>();
    }
}
