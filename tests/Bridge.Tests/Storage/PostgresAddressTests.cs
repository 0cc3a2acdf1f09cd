using Bridge.Storage.Postgres;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Bridge.Storage;

/// <summary>How a server's address may be written, and what stands in it unless somebody says otherwise.</summary>
internal sealed class PostgresAddressTests
{
    [TestCase("postgres://bridge:se%40cret@db.example:6432/events", "db.example", 6432, "events", "bridge", "se@cret")]
    [TestCase("postgresql://bridge@db/events", "db", 5432, "events", "bridge", null)]
    [TestCase("POSTGRES://db", "db", 5432, null, null, null)]
    [TestCase("postgres://bridge:a:b@[::1]:6432/events", "::1", 6432, "events", "bridge", "a:b")]
    [TestCase("postgres://bridge@one:5432,two:6432/events", "one:5432,two:6432", 5432, "events", "bridge", null)]
    [TestCase("postgres:///events?host=/run/postgresql&user=bridge", "/run/postgresql", 5432, "events", "bridge", null)]
    [TestCase("Host=db;Username=bridge;Password=secret;Database=events;Port=6432", "db", 6432, "events", "bridge", "secret")]
    public void Both_ways_of_writing_an_address_are_read(
        string address,
        string host,
        int port,
        string? database,
        string? user,
        string? password
    )
    {
        var settings = PostgresAddress.Parse(address);

        Assert.That(
            (settings.Host, settings.Port, settings.Database, settings.Username, settings.Password),
            Is.EqualTo((host, port, database, user, password))
        );
    }

    [TestCase("postgres://db/events", GssEncryptionMode.Disable)]
    [TestCase("Host=db;GSS Encryption Mode=Prefer", GssEncryptionMode.Prefer)]
    public void Kerberos_whose_library_images_lack_is_asked_for_only_where_somebody_wants_it(string address, GssEncryptionMode mode) =>
        Assert.That(PostgresAddress.Parse(address).GssEncryptionMode, Is.EqualTo(mode));

    [Test]
    public void Parameters_of_an_address_win_over_Bridges_defaults()
    {
        var settings = PostgresAddress.Parse(
            "postgres://db/events?sslmode=require&connect_timeout=9&maximum_pool_size=7&application_name=mine"
        );

        Assert.That(
            (settings.SslMode, settings.Timeout, settings.MaxPoolSize, settings.ApplicationName),
            Is.EqualTo((Npgsql.SslMode.Require, 9, 7, "mine"))
        );
        Assert.That(
            (PostgresAddress.Parse("postgres://db").MaxPoolSize, PostgresAddress.Parse("Host=db;MaxPoolSize=7").MaxPoolSize),
            Is.EqualTo((20, 7))
        );
        Assert.That(
            (
                PostgresAddress.Parse("postgres://db").MaxAutoPrepare,
                PostgresAddress.Parse("postgres://db?max_auto_prepare=60").MaxAutoPrepare
            ),
            Is.EqualTo((0, 60)),
            "a pooler may lend another connection to each transaction"
        );
    }

    [TestCase("")]
    [TestCase("bridge.db")]
    [TestCase("Data Source=bridge.db")]
    [TestCase("Database=events")]
    [TestCase("postgres://")]
    [TestCase("postgres://bridge:hush@db:port/events")]
    [TestCase("postgres://bridge:hush@db/events?colour=green")]
    public void What_names_no_server_is_refused_without_repeating_a_password(string address) =>
        Assert.That(
            () => PostgresAddress.Parse(address),
            Throws
                .TypeOf<StorageException>()
                .With.Message.Contains("postgres://user:password@host/database")
                .And.Message.Not.Contains("hush")
        );

    [Test]
    public void Errors_never_come_with_the_values_of_the_row() =>
        Assert.That(PostgresAddress.Parse("Host=db;Include Error Detail=true").IncludeErrorDetail, Is.False);

    [TestCase("postgres", "Host=db", StoreProvider.Postgres)]
    [TestCase(null, "postgres://db/events", StoreProvider.Postgres)]
    [TestCase(null, "bridge.db", StoreProvider.Sqlite)]
    [TestCase(null, null, StoreProvider.Sqlite)]
    [TestCase("sqlite", "postgres://db/events", StoreProvider.Sqlite)]
    public void The_kind_of_store_is_what_is_said_or_what_the_address_shows(string? provider, string? address, string expected)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Store:Provider", provider), new("Store:ConnectionString", address)])
            .Build();

        Assert.That(StoreProvider.Of(configuration), Is.EqualTo(expected));
    }
}
