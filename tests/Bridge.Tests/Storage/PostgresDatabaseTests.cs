using Bridge.Storage.Postgres;
using Bridge.Support;
using Bridge.Telemetry;

namespace Bridge.Storage;

[Category(Needs.Server)]
internal sealed class PostgresDatabaseTests
{
    private StoreLocation _location = null!;

    [SetUp]
    public async Task Create() => _location = await StoreLocation.CreateAsync(StoreProvider.Postgres);

    [TearDown]
    public async Task Drop() => await _location.DisposeAsync();

    [Test]
    public async Task Several_forwarders_may_start_at_once_on_an_empty_database()
    {
        var forwarders = Enumerable.Range(0, 6).Select(_ => new StoreHost(_location.Address)).ToList();

        await Task.WhenAll(forwarders.Select(forwarder => forwarder.StartAsync<StorageStart>()));

        Assert.That(await _location.CountAsync("bridge_schema"), Is.EqualTo(PostgresMigrations.Newest));
        foreach (var forwarder in forwarders)
        {
            await forwarder.DisposeAsync();
        }
    }

    [Test]
    public async Task A_database_from_a_newer_Bridge_ends_the_start()
    {
        await OpenAsync(_location.Address);
        await _location.ExecuteAsync($"INSERT INTO bridge_schema VALUES ({PostgresMigrations.Newest + 1}, now())");

        Assert.That(() => OpenAsync(_location.Address), Throws.TypeOf<StorageException>().With.Message.Contains("newer version of Bridge"));
    }

    [Test]
    public async Task A_database_with_another_programs_tables_ends_the_start_and_stays_as_it_is()
    {
        await _location.ExecuteAsync("CREATE TABLE events (what text)");

        Assert.That(
            () => OpenAsync(_location.Address),
            Throws.TypeOf<StorageException>().With.Message.Contains("another program's tables")
        );

        Assert.That(await _location.CountAsync("pg_tables WHERE schemaname = 'public'"), Is.EqualTo(1));
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
            () => OpenAsync(_location.Address + "_not"),
            Throws.TypeOf<StorageException>().With.Message.Contains("There is no database").And.Message.Not.Contains("bridge@")
        );

    [Test]
    public async Task A_user_who_may_not_make_tables_opens_a_schema_that_another_made()
    {
        await OpenAsync(_location.Address);
        await _location.ExecuteAsync(
            "DROP ROLE IF EXISTS bridge_clerk; CREATE ROLE bridge_clerk LOGIN; "
                + "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO bridge_clerk"
        );

        await OpenAsync(new UriBuilder(_location.Address) { UserName = "bridge_clerk" }.Uri.ToString());

        await _location.ExecuteAsync("DROP OWNED BY bridge_clerk; DROP ROLE bridge_clerk");
    }

    [Test]
    public async Task A_user_who_may_not_make_tables_is_told_so()
    {
        await _location.ExecuteAsync("DROP ROLE IF EXISTS bridge_guest; CREATE ROLE bridge_guest LOGIN");
        var address = new UriBuilder(_location.Address) { UserName = "bridge_guest" }.Uri.ToString();

        Assert.That(() => OpenAsync(address), Throws.TypeOf<StorageException>().With.Message.Contains("owner"));
    }

    [Test]
    public async Task A_schema_that_takes_long_to_bring_up_to_date_is_not_cut_off()
    {
        await using (var connection = await PostgresServer.ConnectAsync(_location.Address))
        {
            await PostgresMigrations.ApplyAsync(connection, "before", upTo: 2, CancellationToken.None);
        }

        await _location.ExecuteAsync(
            $"""
            INSERT INTO dead_letters (id, reason, destination, attempts, received_at, created_at, payload)
            SELECT gen_random_uuid(), 'refused', 'default', 1, 5, 6, '' FROM generate_series(1, 4);
            CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.4); RETURN NEW; END $$;
            CREATE TRIGGER dawdle BEFORE UPDATE ON dead_letters FOR EACH ROW EXECUTE FUNCTION dawdle();
            ALTER DATABASE {new Uri(_location.Address).AbsolutePath[1..]} SET statement_timeout = '1s';
            """
        );

        await OpenAsync(_location.Address + "?command_timeout=1");

        Assert.That(await _location.CountAsync("dead_letters WHERE changed_at = 6"), Is.EqualTo(4));
    }

    [Test]
    public async Task What_was_there_before_anybody_counted_counts_as_received()
    {
        await using (var connection = await PostgresServer.ConnectAsync(_location.Address))
        {
            await PostgresMigrations.ApplyAsync(connection, "before", upTo: 14, CancellationToken.None);
        }

        await _location.ExecuteAsync(
            """
            INSERT INTO events (id, name, destination, received_at, payload) VALUES (gen_random_uuid(), 'a', 'default', 5, '');
            INSERT INTO dead_letters (id, reason, state, destination, attempts, received_at, created_at, payload)
            SELECT gen_random_uuid(), 'refused', state, 'default', 1, 5, 6, '' FROM unnest(ARRAY['dead', 'replayed']) AS state;
            """
        );

        await OpenAsync(_location.Address);

        Assert.That(await _location.QueryAsync("SELECT count FROM totals WHERE kind = 'received'"), Is.EqualTo("2"));
    }

    [Test]
    public async Task Of_several_servers_the_one_that_can_be_written_is_used()
    {
        await using var proxy = Proxy();
        var address = Through(proxy).Replace("127.0.0.1", "127.0.0.1:1,127.0.0.1", StringComparison.Ordinal);
        await using var bridge = new StoreHost(address);

        Assert.That(await bridge.Get<StorageHealth>().WhyNotReadyAsync(CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task A_database_that_can_only_be_read_is_not_ready()
    {
        await using var bridge = new StoreHost(_location.Address);
        await bridge.Store.OpenAsync(CancellationToken.None);
        await _location.ExecuteAsync(
            $"ALTER DATABASE {new Uri(_location.Address).AbsolutePath[1..]} SET default_transaction_read_only = on"
        );
        await using var later = new StoreHost(_location.Address);

        Assert.That(await later.Get<StorageHealth>().WhyNotReadyAsync(CancellationToken.None), Does.Contain("can only be read"));
    }

    [Test]
    public async Task A_server_that_goes_away_makes_the_store_not_ready_and_coming_back_makes_it_ready_with_all_it_held()
    {
        await using var proxy = Proxy();
        await using var bridge = new StoreHost(Through(proxy));
        await bridge.Store.TakeInAsync(Translations.Items(1, 10), [], CancellationToken.None);

        proxy.Stop();
        Assert.That(await bridge.Get<StorageHealth>().WhyNotReadyAsync(CancellationToken.None), Does.Contain("cannot be reached"));
        Assert.That(
            async () => await bridge.Store.TakeInAsync(Translations.Items(11, 12), [], CancellationToken.None),
            Throws.TypeOf<StorageException>().With.Property(nameof(StorageException.MayPass)).True
        );
        proxy.Start();

        Assert.That(await bridge.Get<StorageHealth>().WhyNotReadyAsync(CancellationToken.None), Is.Null);
        Assert.That(await bridge.Store.ClaimAsync("default", 100, int.MaxValue, CancellationToken.None), Has.Count.EqualTo(10));
    }

    [Test]
    public async Task Connections_that_break_in_the_middle_of_everything_lose_and_double_nothing()
    {
        await using var proxy = Proxy();
        await using var bridge = new StoreHost(Through(proxy));
        await bridge.Store.OpenAsync(CancellationToken.None); // to make the schema takes longer than a connection lives here
        using var enough = new CancellationTokenSource();
        using var tooLong = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var breaking = Task.Run(
            async () =>
            {
                // A bound: where everything takes longer than a connection lives, nothing would ever succeed.
                for (var resets = 0; resets < 300 && !enough.IsCancellationRequested; resets++)
                {
                    proxy.ResetAll();
                    await Task.Delay(TimeSpan.FromMilliseconds(15), CancellationToken.None);
                }
            },
            CancellationToken.None
        );

        var failures = 0;
        foreach (var group in Translations.Items(1, 3000, bytes: 1000).Chunk(100))
        {
            await UntilItWorks(() => bridge.Store.TakeInAsync(group, [], tooLong.Token));
        }

        var delivered = new List<Guid>();
        while (delivered.Count < 3000)
        {
            IReadOnlyList<PendingEvent> claimed = [];
            await UntilItWorks(async () => claimed = await bridge.Store.ClaimAsync("default", 100, int.MaxValue, tooLong.Token));
            await UntilItWorks(() => bridge.Store.CompleteAsync(claimed, tooLong.Token));
            delivered.AddRange(claimed.Select(waiting => waiting.Id));
            if (claimed.Count == 0) // a claim whose answer was lost; its leases run out
            {
                await _location.ExecuteAsync("UPDATE claims SET until = now() - interval '1 second'");
            }
        }

        await enough.CancelAsync();
        await breaking;
        Assert.That(delivered, Is.EquivalentTo(Translations.Items(1, 3000).Select(item => item.Id)));
        Assert.That(await _location.CountAsync("events"), Is.Zero);
        Assert.That(failures, Is.Positive, "connections broke in the middle of something");

        async Task UntilItWorks(Func<Task> call)
        {
            while (true)
            {
                try
                {
                    await call();
                    return;
                }
                catch (StorageException)
                {
                    failures++;
                }
            }
        }
    }

    [Test]
    public async Task Connections_that_died_while_nobody_used_them_are_not_noticed()
    {
        await using var bridge = new StoreHost(_location.Address);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => bridge.Store.ProbeAsync(CancellationToken.None)));

        await _location.ExecuteAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        );

        Assert.That((await bridge.Store.TakeInAsync(Translations.Items(1, 10), [], CancellationToken.None)).Queued, Is.EqualTo(10));
    }

    [TestCase("ALTER TABLE events ADD COLUMN later text, ALTER COLUMN name TYPE varchar(300)")]
    [TestCase("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")]
    public async Task What_connections_have_prepared_may_be_of_a_schema_or_a_server_that_is_no_more(string change)
    {
        await using var bridge = new StoreHost(_location.Address + "?max_auto_prepare=60&auto_prepare_min_usages=2");
        for (var group = 0; group < 5; group++)
        {
            Assert.That(await PassAsync(group), Has.Count.EqualTo(10));
        }

        await _location.ExecuteAsync(change);

        Assert.That(await PassAsync(5), Has.Count.EqualTo(10));

        async Task<IReadOnlyList<PendingEvent>> PassAsync(int group)
        {
            await bridge.Store.TakeInAsync(Translations.Items(10 * group + 1, 10 * group + 10), [], CancellationToken.None);
            var claimed = await bridge.Store.ClaimAsync("default", 100, int.MaxValue, CancellationToken.None);
            await bridge.Store.CompleteAsync(claimed, CancellationToken.None);
            return claimed;
        }
    }

    [Test]
    public async Task Bridge_starts_without_its_server_and_uses_it_once_it_is_there()
    {
        await using var proxy = Proxy();
        proxy.Stop();
        await using var bridge = new StoreHost(Through(proxy));

        await bridge.StartAsync<StorageStart>();
        proxy.Start();

        Assert.That((await bridge.Store.TakeInAsync(Translations.Items(1, 10), [], CancellationToken.None)).Queued, Is.EqualTo(10));
    }

    [Test]
    public async Task The_check_says_what_waits_or_what_is_wrong()
    {
        await using var bridge = new StoreHost(_location.Address);
        await bridge.Store.TakeInAsync(Translations.Items(1, 10), [], CancellationToken.None);
        await using var lost = new StoreHost("postgres://bridge:hush@127.0.0.1:1/events");

        var right = await CheckAsync(bridge);
        var wrong = await CheckAsync(lost);

        Assert.That((right.Finding, right.IsOk), Is.EqualTo(($"{bridge.Store.Name} can be written; 10 events wait", true)));
        Assert.That(wrong.Finding, Does.StartWith("The store events at 127.0.0.1:1 cannot be reached").And.Not.Contain("hush"));
        Assert.That(wrong.IsOk, Is.False);

        static Task<SelfCheckResult> CheckAsync(StoreHost host) => host.Get<SelfCheck>().RunAsync(CancellationToken.None);
    }

    /// <summary>In front of the server, and listening.</summary>
    private TcpProxy Proxy()
    {
        var server = new Uri(_location.Address);
        var proxy = new TcpProxy(server.Host, server.IsDefaultPort || server.Port < 0 ? 5432 : server.Port);
        return proxy;
    }

    private string Through(TcpProxy proxy) => new UriBuilder(_location.Address) { Host = "127.0.0.1", Port = proxy.Port }.Uri.ToString();

    private static async Task OpenAsync(string address)
    {
        await using var bridge = new StoreHost(address);
        await bridge.StartAsync<StorageStart>();
    }
}
