using Bridge.Support;

namespace Bridge.Storage;

/// <summary>Servers that go away and connections that break lose nothing, and are used again once they are there.</summary>
internal sealed class PostgresConnectionTests : PostgresFixture
{
    [Test]
    public async Task Of_several_servers_the_one_that_can_be_written_is_used()
    {
        await using var proxy = Proxy();
        var address = Through(proxy).Replace("127.0.0.1", "127.0.0.1:1,127.0.0.1", StringComparison.Ordinal);
        await using var bridge = new StoreHost(address);

        Assert.That(await bridge.Get<StorageHealth>().WhyNotReadyAsync(CancellationToken.None), Is.Null);
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
                await Location.ExecuteAsync("UPDATE claims SET until = now() - interval '1 second'");
            }
        }

        await enough.CancelAsync();
        await breaking;
        Assert.That(delivered, Is.EquivalentTo(Translations.Items(1, 3000).Select(item => item.Id)));
        Assert.That(await Location.CountAsync("events"), Is.Zero);
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
        await using var bridge = new StoreHost(Location.Address);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => bridge.Store.ProbeAsync(CancellationToken.None)));

        await Location.ExecuteAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        );

        Assert.That((await bridge.Store.TakeInAsync(Translations.Items(1, 10), [], CancellationToken.None)).Queued, Is.EqualTo(10));
    }

    [TestCase("ALTER TABLE events ADD COLUMN later text, ALTER COLUMN name TYPE varchar(300)")]
    [TestCase("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")]
    public async Task What_connections_have_prepared_may_be_of_a_schema_or_a_server_that_is_no_more(string change)
    {
        await using var bridge = new StoreHost(Location.Address + "?max_auto_prepare=60&auto_prepare_min_usages=2");
        for (var group = 0; group < 5; group++)
        {
            Assert.That(await PassAsync(group), Has.Count.EqualTo(10));
        }

        await Location.ExecuteAsync(change);

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

    /// <summary>In front of the server, and listening.</summary>
    private TcpProxy Proxy()
    {
        var server = new Uri(Location.Address);
        var proxy = new TcpProxy(server.Host, server.IsDefaultPort || server.Port < 0 ? 5432 : server.Port);
        return proxy;
    }

    private string Through(TcpProxy proxy) => new UriBuilder(Location.Address) { Host = "127.0.0.1", Port = proxy.Port }.Uri.ToString();
}
