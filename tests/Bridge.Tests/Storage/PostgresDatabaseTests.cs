using Bridge.Support;
using Bridge.Telemetry;

namespace Bridge.Storage;

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

        Assert.That(() => OpenAsync(_location.Address), Throws.TypeOf<StorageException>().With.Message.Contains("another program's tables"));

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
            Throws.TypeOf<StorageException>().With.Message.Contains("There is no database").And.Message.Not.Contains("bridge@"));

    [Test]
    public async Task A_user_who_may_not_make_tables_is_told_so()
    {
        await _location.ExecuteAsync("DROP ROLE IF EXISTS bridge_guest; CREATE ROLE bridge_guest LOGIN");
        var address = new UriBuilder(_location.Address) { UserName = "bridge_guest" }.Uri.ToString();

        Assert.That(() => OpenAsync(address), Throws.TypeOf<StorageException>().With.Message.Contains("owner"));
    }

    [Test]
    public async Task Of_several_servers_the_one_that_can_be_written_is_used()
    {
        var there = new Uri(_location.Address);
        await using var bridge = new StoreHost(_location.Address.Replace($"{there.Host}:{there.Port}", $"127.0.0.1:1,{there.Host}:{there.Port}", StringComparison.Ordinal));

        Assert.That(await bridge.Get<StorageHealth>().WhyNotReadyAsync(CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task A_database_that_can_only_be_read_is_not_ready()
    {
        await using var bridge = new StoreHost(_location.Address);
        await bridge.Store.OpenAsync(CancellationToken.None);
        await _location.ExecuteAsync($"ALTER DATABASE {new Uri(_location.Address).AbsolutePath[1..]} SET default_transaction_read_only = on");
        await using var later = new StoreHost(_location.Address);

        Assert.That(await later.Get<StorageHealth>().WhyNotReadyAsync(CancellationToken.None), Does.Contain("can only be read"));
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task A_server_that_stops_makes_the_store_not_ready_and_coming_back_makes_it_ready_with_all_it_held(CancellationToken cancellationToken)
    {
        await using var server = await PostgresServer.StartNewAsync();
        await using var bridge = new StoreHost(server.Address);
        await bridge.Store.TakeInAsync(Translations.Items(1, 10), [], cancellationToken);

        await server.StopAsync();
        Assert.That(await bridge.Get<StorageHealth>().WhyNotReadyAsync(cancellationToken), Does.Contain("cannot be reached"));
        Assert.That(
            async () => await bridge.Store.TakeInAsync(Translations.Items(11, 12), [], cancellationToken),
            Throws.TypeOf<StorageException>().With.Property(nameof(StorageException.MayPass)).True);
        await server.StartAsync();

        Assert.That(await bridge.Get<StorageHealth>().WhyNotReadyAsync(cancellationToken), Is.Null);
        Assert.That(await bridge.Store.ClaimAsync("default", 100, int.MaxValue, cancellationToken), Has.Count.EqualTo(10));
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task Connections_that_died_while_nobody_used_them_are_not_noticed(CancellationToken cancellationToken)
    {
        await using var bridge = new StoreHost(_location.Address);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => bridge.Store.ProbeAsync(cancellationToken)));

        await _location.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

        Assert.That((await bridge.Store.TakeInAsync(Translations.Items(1, 10), [], cancellationToken)).Queued, Is.EqualTo(10));
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task Bridge_starts_without_its_server_and_uses_it_once_it_is_there(CancellationToken cancellationToken)
    {
        await using var server = await PostgresServer.StartNewAsync();
        await server.StopAsync();
        await using var bridge = new StoreHost(server.Address);

        await bridge.StartAsync<StorageStart>();
        await server.StartAsync();

        Assert.That((await bridge.Store.TakeInAsync(Translations.Items(1, 10), [], cancellationToken)).Queued, Is.EqualTo(10));
    }

    [Test]
    public async Task The_check_says_what_waits_or_what_is_wrong()
    {
        await using var bridge = new StoreHost(_location.Address);
        await bridge.Store.TakeInAsync(Translations.Items(1, 10), [], CancellationToken.None);
        await using var lost = new StoreHost("postgres://bridge:hush@127.0.0.1:1/events");

        var right = await CheckAsync(bridge);
        var wrong = await CheckAsync(lost);

        Assert.That(right, Is.EqualTo(new SelfCheckResult($"{bridge.Store.Name} can be written; 10 events wait")));
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
